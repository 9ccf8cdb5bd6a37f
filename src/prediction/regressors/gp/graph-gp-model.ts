import { solveLower } from '../../linear-algebra/cholesky.ts'
import type { FlowGraph } from '../../graphs/flow-graph.ts'
import type { ModelJson } from '../regressor.ts'
import type { Spread, SpreadModel } from '../spread-model.ts'
import type { HeldOutErrors } from '../../interval.ts'
import { covariances, parameterCount, variances } from './graph-kernel.ts'
import {
  distancesBetween,
  GraphReader,
  labelLists,
  type GraphInputs,
  type GraphScaling,
} from './graph-inputs.ts'
import { leaveOneOut, posteriorOf, type Posterior } from './posterior.ts'

/** Everything that predictions follow from. */
export interface GraphGpState {
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

const learner = 'graph-gp'
const version = 1
/** Rows that are compared with the training rows at once: keeps memory small. */
const batchSize = 256

export class GraphGpModel implements SpreadModel<readonly FlowGraph[]> {
  readonly #state: GraphGpState
  readonly #reader: GraphReader
  readonly #learnt: GraphInputs
  readonly #posterior: Posterior

  constructor(state: GraphGpState) {
    this.#state = state
    this.#reader = new GraphReader(state.scaling)
    this.#learnt = this.#reader.read(state.graphs)
    const itself = {
      a: this.#learnt,
      b: this.#learnt,
      distances: distancesBetween(this.#learnt, this.#learnt),
    }
    const noise = state.noiseRatios.map((ratio) => ratio * state.noise)
    this.#posterior = posteriorOf(covariances(itself, state.kernel, true), noise, state.targets)
  }

  predict(graphs: readonly FlowGraph[]): Float64Array {
    return this.#spread(graphs, false).means
  }

  /** With the deviation of a new measurement of each. */
  predictSpread(graphs: readonly FlowGraph[]): Spread {
    return this.#spread(graphs, true)
  }

  /** Each row predicted from all others. */
  heldOutErrors(): HeldOutErrors {
    const { residuals, deviations } = leaveOneOut(this.#posterior)
    const { scale } = this.#state
    return { residuals: residuals.map((x) => x * scale), deviations: deviations.map((x) => x * scale) }
  }

  /** Equal graphs are predicted once. */
  #spread(graphs: readonly FlowGraph[], withDeviations: boolean): Spread {
    const places = new Map<string, number>()
    const different: FlowGraph[] = []
    const placeOf = graphs.map((graph) => {
      const key = graphKey(graph)
      const known = places.get(key) ?? places.set(key, different.push(graph) - 1).get(key)
      return known ?? 0
    })
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
    const { factor, alpha } = this.#posterior
    const n = alpha.length
    const a = this.#reader.read(graphs)
    const comparison = { a, b: this.#learnt, distances: distancesBetween(a, this.#learnt) }
    const shared = covariances(comparison, kernel)
    const own = variances(a, kernel)
    const means = Float64Array.from(graphs, (_, row) => {
      let sum = 0
      for (let j = 0; j < n; j++) sum += (shared[row * n + j] as number) * (alpha[j] as number)
      return centre + scale * sum
    })
    const deviations = new Float64Array(graphs.length)
    if (withDeviations)
      for (let row = 0; row < graphs.length; row++) {
        const known = shared.subarray(row * n, (row + 1) * n)
        solveLower(factor, n, known)
        const left = (own[row] as number) - known.reduce((sum, x) => sum + x * x, 0)
        deviations[row] = scale * Math.sqrt(Math.max(left, 1e-12) + noise)
      }
    return { means, deviations }
  }

  toJSON(): ModelJson {
    const { targets, kernel, noiseRatios, ...rest } = this.#state
    return {
      learner,
      version,
      ...rest,
      targets: [...targets],
      kernel: [...kernel],
      noiseRatios: [...noiseRatios],
    }
  }
}

/** Equal for graphs that no feature tells apart. */
const graphKey = (graph: FlowGraph): string =>
  `${graph.nodes.map(({ label, inputs }) => `${label}(${inputs.join()})`).join(' ')}|${graph.output.join()}`

/** @throws {RangeError} where the JSON is damaged, of another learner or of another version */
export function loadGraphGp(json: unknown): GraphGpModel {
  const saved = (json ?? {}) as Partial<Record<string, unknown>>
  if (saved['learner'] !== learner || saved['version'] !== version)
    throw new RangeError(
      `This model is of ${String(saved['learner'])}, version ${String(saved['version'])}, not of ${learner}, version ${version}.`,
    )
  const damaged = (part: string) => new RangeError(`The saved ${learner} model is damaged: ${part}.`)
  const numbers = (part: string): Float64Array => {
    const list = saved[part]
    if (!Array.isArray(list) || !list.every(Number.isFinite)) throw damaged(`${part} is no list of numbers`)
    return Float64Array.from(list as number[])
  }
  const number = (part: string): number => {
    const value = saved[part]
    if (typeof value !== 'number' || !Number.isFinite(value)) throw damaged(`${part} is no number`)
    return value
  }
  const scaling = saved['scaling'] as GraphScaling | undefined
  const graphs = saved['graphs'] as FlowGraph[] | undefined
  const [targets, kernel, noiseRatios] = [numbers('targets'), numbers('kernel'), numbers('noiseRatios')]
  if (!Array.isArray(graphs) || graphs.length === 0 || graphs.length !== targets.length)
    throw damaged('graphs and targets do not fit')
  if (noiseRatios.length !== targets.length) throw damaged('noise and targets do not fit')
  if (
    !Array.isArray(scaling?.places) ||
    !Array.isArray(scaling.means) ||
    !Array.isArray(scaling.deviations) ||
    !Array.isArray(scaling.kinds)
  )
    throw damaged('it has no scaling')
  if (kernel.length !== parameterCount(scaling.means.length, labelLists))
    throw damaged('the kernel has another number of parameters')
  return new GraphGpModel({
    scaling,
    graphs,
    targets,
    kernel,
    noiseRatios,
    centre: number('centre'),
    scale: number('scale'),
    noise: number('noise'),
  })
}
