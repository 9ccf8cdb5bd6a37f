import type { KernelWork } from '../features/work.ts'
import type { FlowGraph } from '../graphs/flow-graph.ts'
import type { Basis } from '../kernel-model/kernel-model.ts'

/** A network as it would run on one platform in one configuration. */
export interface PlannedNetwork {
  /** Equal texts for equal architectures: the hash of one, or a key. */
  readonly id: string
  readonly graph: FlowGraph
  /** One for each of `networkFeatures`; none where only a graph is known, as in public tables of cells. */
  readonly features: readonly number[]
  /** What runs, in the order of dispatch; none where no kernels are known, as in public tables of networks. */
  readonly works: readonly KernelWork[]
}

/** One that was measured there. */
export interface MeasuredNetwork extends PlannedNetwork {
  /** One awaited inference. */
  readonly latencyMs: number
  /** One for each of `works`; NaN where a kernel was too short to be timed, null where none was timed. */
  readonly kernelTimesMs: Float64Array | null
}

/** What is predicted of one kernel. */
export interface KernelPrediction {
  readonly timeMs: number
  /** Ends of an interval of 90 %. */
  readonly lowerMs: number
  readonly upperMs: number
  readonly basis: Basis
}

/** What is predicted of one network: the latency is the sum of overhead and kernels times `correction`. */
export interface NetworkPrediction {
  readonly latencyMs: number
  /** Ends of an interval of 90 %. */
  readonly lowerMs: number
  readonly upperMs: number
  /**
   * What is not kernels: waiting, encoding, reading back; below 0 where kernels run beside each other or the clock
   * around each costs time. Null where kernels are not known.
   */
  readonly overheadMs: number | null
  /** One for each of `works`. */
  readonly kernels: readonly KernelPrediction[]
  /** Factor by which measured networks differ from what adds up; 1 where nothing was learnt of it. */
  readonly correction: number
  /** Code that nothing was learnt of, each once. */
  readonly unknownImplementations: readonly string[]
}
