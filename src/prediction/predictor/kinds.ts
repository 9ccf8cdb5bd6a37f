import type { KernelWork } from '../features/work.ts'
import type { FlowGraph } from '../graphs/flow-graph.ts'
import type { TimedKernels } from '../kernel-model/kernel-learner.ts'
import type { KernelPredictions } from '../kernel-model/kernel-model.ts'
import type { Matrix } from '../matrix.ts'
import type { MeasuredNetwork, NetworkPrediction, PlannedNetwork } from '../network-model/network.ts'
import type { FitOptions, ModelJson, Samples } from '../regressors/regressor.ts'
import type { NetworksElsewhere } from '../transfer/networks-elsewhere.ts'

interface Kind<Examples, Inputs, Predictions> {
  /** What is learnt from. */
  readonly examples: Examples
  /** What is predicted for. */
  readonly inputs: Inputs
  readonly predictions: Predictions
}

/** Probes of a new platform, and many networks that known platforms have seen. */
export interface TransferExamples {
  readonly known: NetworksElsewhere
  readonly probes: Samples<NetworksElsewhere>
}

/** What there is to learn, and from what. Latencies and times in, in any unit above 0; the same unit out. */
export interface Kinds {
  /** From rows of a table. */
  readonly tabular: Kind<Samples<Matrix>, Matrix, Float64Array>
  /** From whole networks whose kernels nobody knows. */
  readonly graph: Kind<Samples<readonly FlowGraph[]>, readonly FlowGraph[], Float64Array>
  /** The kernels of networks. */
  readonly kernels: Kind<TimedKernels, readonly KernelWork[], KernelPredictions>
  /** Whole networks, from their kernels where those were timed. */
  readonly network: Kind<readonly MeasuredNetwork[], readonly PlannedNetwork[], readonly NetworkPrediction[]>
  /** Networks on a new platform, from what known ones take. */
  readonly transfer: Kind<TransferExamples, NetworksElsewhere, Float64Array>
}

export type KindName = keyof Kinds

/** What was learnt. */
export interface Fitted<Name extends KindName> {
  predict(inputs: Kinds[Name]['inputs']): Kinds[Name]['predictions']
  /** From which `load` of the method makes a model of bit-identical predictions. */
  toJSON(): ModelJson
}

/** One way to learn, with its settings fixed. */
export interface Method<Name extends KindName> {
  /** @throws {RangeError} naming what is wrong with the examples */
  fit(examples: Kinds[Name]['examples'], options: FitOptions): Promise<Fitted<Name>>
  /** @throws {RangeError} where the JSON is damaged, of another learner or of another version */
  load(json: unknown): Fitted<Name>
}
