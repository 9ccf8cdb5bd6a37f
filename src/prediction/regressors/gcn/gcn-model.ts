import type { FlowGraph } from '../../graphs/flow-graph.ts'
import { distinctGraphs } from '../../graphs/distinct.ts'
import type { HeldOutErrors } from '../../interval.ts'
import type { ModelJson } from '../regressor.ts'
import type { Spread, SpreadModel } from '../spread-model.ts'
import { encodeGraph, type EncodedGraph, type Vocabulary } from './encoded-graph.ts'
import { GcnNetwork } from './gcn-network.ts'
import { gcnShape, type GcnShape } from './gcn-shape.ts'
import { limitsOf } from './graph-batch.ts'

/** Everything that predictions follow from. */
export interface GcnState {
  readonly vocabulary: Vocabulary
  readonly width: number
  readonly depth: number
  readonly parameters: Float32Array
  /** A result times `spread` plus `middle` is a prediction. */
  readonly middle: number
  readonly spread: number
  /** No prediction leaves this range. */
  readonly lowest: number
  readonly highest: number
  /** Rows of the fit that only told when to stop, and target minus prediction for each. */
  readonly heldOutRows: readonly number[]
  readonly residuals: Float64Array
}

export const [gcnName, gcnVersion] = ['gcn', 1] as const
/** Graphs that are predicted at once. */
const batch = 64
/** Digits that tell any two 32-bit floats apart. */
const digits = 9

/** A graph network with what it said of rows that it was not trained on. */
export class GcnModel implements SpreadModel<readonly FlowGraph[]> {
  readonly #state: GcnState
  readonly #shape: GcnShape
  readonly #deviation: number

  constructor(state: GcnState) {
    this.#state = state
    this.#shape = gcnShape(state.vocabulary.length, state.width, state.depth)
    this.#deviation = typicalError(state.residuals)
  }

  /** Rows of the fit that `heldOutErrors` is of, in its order. */
  get heldOutRows(): readonly number[] {
    return this.#state.heldOutRows
  }

  predict(graphs: readonly FlowGraph[]): Float64Array {
    const { different, placeOf } = distinctGraphs(graphs)
    const { vocabulary, parameters, middle, spread, lowest, highest } = this.#state
    const encoded = different.map((graph) => encodeGraph(graph, vocabulary))
    const predictions = networkResults(this.#shape, parameters, encoded).map((result) =>
      Math.min(highest, Math.max(lowest, middle + spread * result)),
    )
    return Float64Array.from(placeOf, (place) => predictions[place] as number)
  }

  /** With one deviation for all: a network does not know where it knows little. */
  predictSpread(graphs: readonly FlowGraph[]): Spread {
    const means = this.predict(graphs)
    return { means, deviations: means.map(() => this.#deviation) }
  }

  /** Of the rows that only told when to stop. */
  heldOutErrors(): HeldOutErrors {
    const { residuals } = this.#state
    return { residuals, deviations: residuals.map(() => this.#deviation) }
  }

  toJSON(): ModelJson {
    const { parameters, residuals, ...rest } = this.#state
    const numbers = Array.from(parameters, (value) => Number(value.toPrecision(digits)))
    return { learner: gcnName, version: gcnVersion, ...rest, parameters: numbers, residuals: [...residuals] }
  }
}

/** The network's result for each graph. */
export function networkResults(
  shape: GcnShape,
  parameters: Float32Array,
  graphs: readonly EncodedGraph[],
): Float64Array {
  const network = new GcnNetwork(shape, limitsOf(graphs, batch), false)
  network.parameters.set(parameters)
  const results = new Float64Array(graphs.length)
  for (let from = 0; from < graphs.length; from += batch)
    results.set(network.predict(graphs.slice(from, from + batch)), from)
  return results
}

/** Median absolute error as the deviation of normal numbers. */
function typicalError(residuals: Float64Array): number {
  const sorted = residuals.map(Math.abs).sort()
  return Math.max(1e-6, 1.4826 * (sorted[sorted.length >> 1] ?? 0))
}
