import { breathing } from '../../breathe.ts'
import type { FlowGraph } from '../../graphs/flow-graph.ts'
import { randomStream, shuffled } from '../../../spaces/random.ts'
import { checkGraphSamples } from '../check-graph-samples.ts'
import type { FitOptions, Learner, Samples } from '../regressor.ts'
import { distinctGraphs } from '../../graphs/distinct.ts'
import { centreAndScale } from './centre-and-scale.ts'
import { loadGraphGp } from './graph-gp-load.ts'
import { GraphGpModel, type GraphGpState } from './graph-gp-model.ts'
import { covariances, type Comparison } from './graph-kernel.ts'
import { distancesBetween, GraphReader, inputsAt, learnScaling } from './graph-inputs.ts'
import { learnRates, learnSharedRate, type Evidence, type Hyperparameters } from './hyperparameters.ts'
import { leaveOneOut, posteriorOf, robustRatios } from './posterior.ts'
import { rowsToLearn } from './rows-to-learn.ts'

export interface GraphGpSettings {
  /** Hyper-parameters are sought on at most so many rows at first, until it is known which rows are odd. */
  readonly firstRows: number
  /** Then they are learnt on at most so many. */
  readonly hyperparameterRows: number
  /** Of L-BFGS, in the first search; the second, with robust noise, does half. */
  readonly iterations: number
  /** Degrees of freedom of Student-t noise. */
  readonly freedom: number
  readonly robustRounds: number
}

export const usualGraphGp: GraphGpSettings = {
  firstRows: 200,
  hyperparameterRows: 500,
  iterations: 30,
  freedom: 2,
  robustRounds: 4,
}

/** Below this, an odd row cannot be told from a rare one. */
const fewestRobustRows = 30

/**
 * A Gaussian process over networks: linear and Matérn 5/2 covariance of graph scalars, each scalar with a length of
 * its own, plus exponential covariance of Weisfeiler-Lehman label counts; robust noise. Targets are logarithms of
 * latencies. Exact: memory grows with the square of the rows, time with the cube, so it learns from no more rows than
 * `rowsToLearn` says.
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
    const rows = rowsToLearn(distinctGraphs(samples.inputs).placeOf, samples.weights, options.seed)
    const graphs = rows.map((row) => samples.inputs[row] as FlowGraph)
    const targets = pick(samples.targets, rows)
    const weights = samples.weights ? pick(samples.weights, rows) : new Float64Array(rows.length).fill(1)
    const { centre, scale } = centreAndScale(targets, weights)
    const scaled = targets.map((value) => (value - centre) / scale)
    const scaling = await learnScaling(graphs, targets, () => breathe(0))
    const reader = new GraphReader(scaling)
    const inputs = reader.read(graphs)
    await breathe(0.1)
    const all: Comparison = { a: inputs, b: inputs, distances: distancesBetween(inputs, inputs) }
    const { iterations, firstRows, hyperparameterRows } = this.#settings
    const order = shuffled(randomStream(options.seed), [...graphs.keys()])
    const evidenceOf = (count: number): ((ratios: Float64Array) => Evidence) => {
      const chosen = order.slice(0, count)
      const few = inputsAt(inputs, chosen)
      const comparison: Comparison = { a: few, b: few, distances: distancesBetween(few, few) }
      const own = { comparison, targets: pick(scaled, chosen) }
      return (ratios) => ({ ...own, noiseRatios: pick(ratios, chosen) })
    }
    const firstEvidence = evidenceOf(firstRows)
    const search = (most: number, begin: number, end: number) => ({
      iterations: most,
      breathe: (share: number) => breathe(begin + share * (end - begin)),
    })
    const given = inverseOfMeanOne(weights)
    const shared = await learnSharedRate(firstEvidence(given), search(Math.ceil(iterations / 2), 0.1, 0.2))
    let learnt = await learnRates(firstEvidence(given), shared, shared, search(iterations, 0.2, 0.5))
    let ratios: Float64Array = given
    if (graphs.length >= fewestRobustRows) {
      ratios = await this.#robust(all, scaled, learnt, given, (share) => breathe(0.5 + 0.1 * share))
      const again = search(Math.ceil(iterations / 2), 0.6, 0.8)
      learnt = await learnRates(evidenceOf(hyperparameterRows)(ratios), shared, learnt, again)
      ratios = await this.#robust(all, scaled, learnt, given, (share) => breathe(0.8 + 0.2 * share))
    }
    const state: GraphGpState = {
      rows,
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
    return new GraphGpModel(state, { reader, comparison: all })
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
      await breathe(round / this.#settings.robustRounds)
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
