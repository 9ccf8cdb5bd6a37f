import * as v from 'valibot'
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

const learner = 'gcn'
const version = 1
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
    return { learner, version, ...rest, parameters: numbers, residuals: [...residuals] }
  }

  /** @throws {RangeError} where the JSON is damaged, of another learner or of another version */
  static load(json: unknown): GcnModel {
    const read = v.safeParse(form, json)
    if (!read.success) throw new RangeError(`This is no saved ${learner} model: ${read.issues[0].message}.`)
    const { learner: saved, version: savedVersion, parameters, residuals, ...rest } = read.output
    if (saved !== learner || savedVersion !== version)
      throw new RangeError(
        `This model is of ${saved}, version ${savedVersion}, not of ${learner}, version ${version}.`,
      )
    const { length } = gcnShape(rest.vocabulary.length, rest.width, rest.depth)
    if (parameters.length !== length || residuals.length !== rest.heldOutRows.length)
      throw new RangeError(`The saved ${learner} model is damaged: its parts do not fit each other.`)
    return new GcnModel({
      ...rest,
      parameters: Float32Array.from(parameters),
      residuals: Float64Array.from(residuals),
    })
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

const finite = v.pipe(v.number(), v.finite())
const count = v.pipe(finite, v.integer(), v.minValue(0))
const form = v.object({
  ...{ learner: v.string(), version: v.number() },
  ...{ vocabulary: v.array(v.string()), width: count, depth: v.pipe(count, v.minValue(2)) },
  ...{ parameters: v.array(finite), residuals: v.array(finite), heldOutRows: v.array(count) },
  ...{ middle: finite, spread: finite, lowest: finite, highest: finite },
})
