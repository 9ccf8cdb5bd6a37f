import { distinctGraphs } from '../../graphs/distinct.ts'
import type { FlowGraph } from '../../graphs/flow-graph.ts'
import type { ModelJson } from '../regressor.ts'
import type { Spread, SpreadModel } from '../spread-model.ts'
import type { HeldOutErrors } from '../../interval.ts'
import { covariances, variances, type Comparison } from './graph-kernel.ts'
import { distancesBetween, GraphReader, type GraphInputs, type GraphScaling } from './graph-inputs.ts'
import { leaveOneOut, posteriorOf, predictedAt, type Posterior } from './posterior.ts'

/** Everything that predictions follow from. */
export interface GraphGpState {
  /** Which rows of the fit it was learnt from, ascending. */
  readonly rows: readonly number[]
  readonly scaling: GraphScaling
  readonly graphs: readonly FlowGraph[]
  /** Targets were centred and divided by these. */
  readonly centre: number
  readonly scale: number
  readonly targets: Float64Array
  readonly kernel: Float64Array
  /** Variance, of scaled targets. */
  readonly noise: number
  readonly noiseRatios: Float64Array
}

/** Graphs as a kernel compares them with each other. */
interface ReadGraphs {
  readonly reader: GraphReader
  readonly comparison: Comparison
}

function readGraphs({ scaling, graphs }: GraphGpState): ReadGraphs {
  const reader = new GraphReader(scaling)
  const inputs = reader.read(graphs)
  return { reader, comparison: { a: inputs, b: inputs, distances: distancesBetween(inputs, inputs) } }
}

export const [graphGpName, graphGpVersion] = ['graph-gp', 2] as const
/** Rows that are compared with the training rows at once: keeps memory small. */
const batchSize = 256

export class GraphGpModel implements SpreadModel<readonly FlowGraph[]> {
  readonly #state: GraphGpState
  readonly #reader: GraphReader
  readonly #learnt: GraphInputs
  readonly #posterior: Posterior

  /** @param read the graphs of the state, where they were read already */
  constructor(state: GraphGpState, read: ReadGraphs = readGraphs(state)) {
    this.#state = state
    this.#reader = read.reader
    this.#learnt = read.comparison.a
    const noise = state.noiseRatios.map((ratio) => ratio * state.noise)
    this.#posterior = posteriorOf(covariances(read.comparison, state.kernel, true), noise, state.targets)
  }

  /** Rows of the fit that it was learnt from and that `heldOutErrors` is of, ascending. */
  get rows(): readonly number[] {
    return this.#state.rows
  }

  predict(graphs: readonly FlowGraph[]): Float64Array {
    return this.#spread(graphs, false).means
  }

  /** With the deviation of a new measurement of each. */
  predictSpread(graphs: readonly FlowGraph[]): Spread {
    return this.#spread(graphs, true)
  }

  /** Each row predicted from all others, as if its noise were the usual: a new measurement's oddness is not known. */
  heldOutErrors(): HeldOutErrors {
    const { residuals, deviations } = leaveOneOut(this.#posterior)
    const { scale, noise, noiseRatios } = this.#state
    return {
      residuals: residuals.map((x) => x * scale),
      deviations: deviations.map((x, row) => {
        const known = x * x - noise * (noiseRatios[row] as number)
        return scale * Math.sqrt(Math.max(known, 1e-12) + noise)
      }),
    }
  }

  /** Equal graphs are predicted once. */
  #spread(graphs: readonly FlowGraph[], withDeviations: boolean): Spread {
    const { different, placeOf } = distinctGraphs(graphs)
    const means = new Float64Array(different.length)
    const deviations = new Float64Array(different.length)
    for (let from = 0; from < different.length; from += batchSize) {
      const part = this.#predictBatch(different.slice(from, from + batchSize), withDeviations)
      means.set(part.means, from)
      deviations.set(part.deviations, from)
    }
    const spreadOut = (values: Float64Array) => Float64Array.from(placeOf, (place) => values[place] as number)
    return { means: spreadOut(means), deviations: spreadOut(deviations) }
  }

  #predictBatch(graphs: readonly FlowGraph[], withDeviations: boolean): Spread {
    const { kernel, noise, centre, scale } = this.#state
    const n = this.#learnt.count
    const a = this.#reader.read(graphs)
    const comparison = { a, b: this.#learnt, distances: distancesBetween(a, this.#learnt) }
    const shared = covariances(comparison, kernel)
    const own = variances(a, kernel)
    const means = new Float64Array(graphs.length)
    const deviations = new Float64Array(graphs.length)
    for (let row = 0; row < graphs.length; row++) {
      const known = shared.subarray(row * n, (row + 1) * n)
      const itself = withDeviations ? (own[row] as number) : null
      const { mean, variance } = predictedAt(this.#posterior, known, itself)
      means[row] = centre + scale * mean
      deviations[row] = scale * Math.sqrt(Math.max(variance, 1e-12) + noise)
    }
    return { means, deviations }
  }

  toJSON(): ModelJson {
    const { targets, kernel, noiseRatios, ...rest } = this.#state
    return {
      learner: graphGpName,
      version: graphGpVersion,
      ...rest,
      targets: [...targets],
      kernel: [...kernel],
      noiseRatios: [...noiseRatios],
    }
  }
}
