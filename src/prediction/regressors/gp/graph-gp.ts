import { breathing } from '../../breathe.ts'
import type { FlowGraph } from '../../graphs/flow-graph.ts'
import { randomStream, shuffled } from '../../../spaces/random.ts'
import type { FitOptions, Learner, Samples } from '../regressor.ts'
import { GraphGpModel, loadGraphGp, type GraphGpState } from './graph-gp-model.ts'
import { covariances, type Comparison } from './graph-kernel.ts'
import { distancesBetween, GraphReader, inputsAt, learnScaling } from './graph-inputs.ts'
import { learnRates, learnSharedRate, type Hyperparameters } from './hyperparameters.ts'
import { leaveOneOut, posteriorOf, robustRatios } from './posterior.ts'

export interface GraphGpSettings {
  /** Hyper-parameters are learnt on at most so many rows; 300 are enough for nine tenths of what all would give. */
  readonly hyperparameterRows: number
  /** Of L-BFGS, in the first search; the second, with robust noise, does half. */
  readonly iterations: number
  /** Degrees of freedom of Student-t noise. */
  readonly freedom: number
  readonly robustRounds: number
}

export const usualGraphGp: GraphGpSettings = {
  hyperparameterRows: 300,
  iterations: 30,
  freedom: 2,
  robustRounds: 4,
}

/** Below this, an odd row cannot be told from a rare one. */
const fewestRobustRows = 30

/**
 * A Gaussian process over networks: linear and Matérn 5/2 covariance of graph scalars, each scalar with a length of
 * its own, plus exponential covariance of Weisfeiler-Lehman label counts; robust noise. Targets are logarithms of
 * latencies. Exact: memory grows with the square of the rows, time with the cube.
 */
export class GraphGp implements Learner<readonly FlowGraph[], GraphGpModel> {
  readonly name = 'graph-gp'
  readonly #settings: GraphGpSettings

  constructor(settings: GraphGpSettings = usualGraphGp) {
    this.#settings = settings
  }

  async fit(samples: Samples<readonly FlowGraph[]>, options: FitOptions): Promise<GraphGpModel> {
    checkGraphSamples(samples)
    const breathe = breathing(options)
    await breathe(0)
    const { inputs: graphs, targets, weights } = samples
    const { centre, scale } = centreAndScale(targets)
    const scaled = targets.map((value) => (value - centre) / scale)
    const scaling = learnScaling(graphs, targets)
    const inputs = new GraphReader(scaling).read(graphs)
    await breathe(0.1)
    const all: Comparison = { a: inputs, b: inputs, distances: distancesBetween(inputs, inputs) }
    const places = [...graphs.keys()]
    const chosen = shuffled(randomStream(options.seed), places).slice(0, this.#settings.hyperparameterRows)
    const few = inputsAt(inputs, chosen)
    const comparison: Comparison = { a: few, b: few, distances: distancesBetween(few, few) }
    const { iterations } = this.#settings
    const evidenceWith = (ratios: Float64Array) => ({
      comparison,
      targets: pick(scaled, chosen),
      noiseRatios: pick(ratios, chosen),
    })
    const search = (most: number, begin: number, end: number) => ({
      iterations: most,
      breathe: (share: number) => breathe(begin + share * (end - begin)),
    })
    const given = weights ? inverseOfMeanOne(weights) : new Float64Array(graphs.length).fill(1)
    const shared = await learnSharedRate(evidenceWith(given), search(Math.ceil(iterations / 2), 0.1, 0.2))
    let learnt = await learnRates(evidenceWith(given), shared, shared, search(iterations, 0.2, 0.5))
    let ratios: Float64Array = given
    if (graphs.length >= fewestRobustRows) {
      ratios = await this.#robust(all, scaled, learnt, given, breathe)
      const again = search(Math.ceil(iterations / 2), 0.6, 0.8)
      learnt = await learnRates(evidenceWith(ratios), shared, learnt, again)
      ratios = await this.#robust(all, scaled, learnt, given, breathe)
    }
    const state: GraphGpState = {
      scaling,
      graphs,
      centre,
      scale,
      targets: scaled,
      kernel: learnt.kernel,
      noise: Math.exp(learnt.noise),
      noiseRatios: ratios,
    }
    options.onProgress?.(1)
    return new GraphGpModel(state)
  }

  async #robust(
    all: Comparison,
    targets: Float64Array,
    { kernel, noise }: Hyperparameters,
    given: Float64Array,
    breathe: (share: number) => Promise<void>,
  ): Promise<Float64Array> {
    const covariance = covariances(all, kernel, true)
    let ratios: Float64Array = given
    for (let round = 0; round < this.#settings.robustRounds; round++) {
      await breathe(0.6 + (0.4 * round) / this.#settings.robustRounds)
      const variance = ratios.map((ratio) => ratio * Math.exp(noise))
      const odd = robustRatios(
        leaveOneOut(posteriorOf(covariance, variance, targets)),
        this.#settings.freedom,
      )
      ratios = given.map((ratio, row) => ratio * (odd[row] as number))
    }
    return ratios
  }

  load(json: unknown): GraphGpModel {
    return loadGraphGp(json)
  }
}

const pick = (values: Float64Array, places: readonly number[]): Float64Array =>
  Float64Array.from(places, (place) => values[place] as number)

/** Noise of each row, the inverse of its weight. */
function inverseOfMeanOne(weights: Float64Array): Float64Array {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
  return weights.map((weight) => 1 / Math.max(weight / mean, 1e-6))
}

/** Median, and median deviation from it as if of normal numbers; 1 where more than half are equal. */
function centreAndScale(targets: Float64Array): { centre: number; scale: number } {
  const medianOf = (values: Float64Array) => values.slice().sort()[values.length >> 1] ?? 0
  const centre = medianOf(targets)
  const scale = 1.4826 * medianOf(targets.map((value) => Math.abs(value - centre)))
  return { centre, scale: scale > 1e-9 ? scale : 1 }
}

/** @throws {RangeError} naming what is wrong */
export function checkGraphSamples({ inputs, targets, weights }: Samples<readonly FlowGraph[]>): void {
  if (inputs.length === 0) throw new RangeError('There are no rows to learn from.')
  if (targets.length !== inputs.length)
    throw new RangeError(`${targets.length} targets do not fit ${inputs.length} rows.`)
  const wrong = targets.findIndex((target) => !Number.isFinite(target))
  if (wrong >= 0) throw new RangeError(`The target of row ${wrong} is ${targets[wrong]}.`)
  if (!weights) return
  if (weights.length !== inputs.length)
    throw new RangeError(`${weights.length} weights do not fit ${inputs.length} rows.`)
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (bad >= 0) throw new RangeError(`The weight of row ${bad} is ${weights[bad]}.`)
  if (!weights.some((weight) => weight > 0)) throw new RangeError('No row has any weight.')
}
