import { randomStream, shuffled } from '../../../spaces/random.ts'
import { breathing } from '../../breathe.ts'
import { rowsAt, type Matrix } from '../../matrix.ts'
import { checkSamples } from '../check-samples.ts'
import { centreAndScale } from '../gp/centre-and-scale.ts'
import { covariances, variances, type Comparison } from '../gp/graph-kernel.ts'
import { learnRates, learnSharedRate } from '../gp/hyperparameters.ts'
import { leaveOneOut, posteriorOf, robustRatios } from '../gp/posterior.ts'
import { rowsToLearn } from '../gp/rows-to-learn.ts'
import type { FitOptions, Learner, Samples } from '../regressor.ts'
import { columnScaling, scaledInputs } from './numeric-inputs.ts'
import { loadNumericGp } from './numeric-gp-load.ts'
import { NumericGpModel, numericGpName } from './numeric-gp-model.ts'

export interface NumericGpSettings {
  /** Hyper-parameters are learnt on at most so many rows. */
  readonly hyperparameterRows: number
  /** Of L-BFGS, for one length that all columns share. */
  readonly sharedIterations: number
  /** Of L-BFGS, for a length of each column; 0 keeps the shared one. */
  readonly ownIterations: number
  /** Rounds in which rows that all others contradict come to count less, as Student-t noise implies; 0 for normal noise. */
  readonly robustRounds: number
}

export const usualNumericGp: NumericGpSettings = {
  hyperparameterRows: 200,
  sharedIterations: 12,
  ownIterations: 12,
  robustRounds: 3,
}

/** Noise over signal that there is at least: without any, rows that are nearly equal cannot be told apart. */
const leastNoise = 1e-6
/** Weights beyond this count no more. */
const mostRatio = 100
/** Below this, an odd row cannot be told from a rare one. */
const fewestToDoubt = 30
/** Degrees of freedom of Student-t noise. */
const freedom = 4
/** Below this a length for each column is more than the rows can tell. */
const fewestForOwnLengths = 40

/**
 * An exact Gaussian process over tables of sizes: linear and Matérn 5/2 covariance of the logarithms of the columns,
 * hyper-parameters by marginal likelihood with log-normal priors (Rasmussen and Williams 2006, chapter 5). Memory grows
 * with the square of the rows, time with the cube, so it learns from no more rows than `rowsToLearn` says.
 */
export class NumericGp implements Learner<Matrix, NumericGpModel> {
  readonly name = numericGpName
  readonly #settings: NumericGpSettings

  constructor(settings: Partial<NumericGpSettings> = {}) {
    this.#settings = { ...usualNumericGp, ...settings }
  }

  /** Weights of rows are how many measurements each stands for: noise is divided by them. */
  async fit(samples: Samples<Matrix>, options: FitOptions): Promise<NumericGpModel> {
    checkSamples(samples)
    const breathe = breathing(options)
    await breathe(0)
    const { inputs, targets, weights } = weighingRows(samples, options.seed)
    const { centre, scale } = centreAndScale(targets, weights)
    const scaled = targets.map((value) => (value - centre) / scale)
    const meanWeight = weights.reduce((sum, weight) => sum + weight / weights.length, 0)
    const ratioOf = (weight: number) => Math.min(mostRatio, Math.max(1 / mostRatio, meanWeight / weight))
    const noiseRatios = weights.map(ratioOf)
    const newNoiseRatio = ratioOf(1)
    const scaling = columnScaling(inputs)
    const { hyperparameterRows, sharedIterations, ownIterations } = this.#settings
    const order = shuffled(
      randomStream(options.seed),
      Array.from({ length: inputs.rows }, (_, row) => row),
    )
    const chosen = order.slice(0, hyperparameterRows)
    const rows = scaledInputs(rowsAt(inputs, chosen), scaling)
    const comparison: Comparison = { a: rows, b: rows, distances: [] }
    const pick = (values: Float64Array) => Float64Array.from(chosen, (place) => values[place] as number)
    const evidence = { comparison, targets: pick(scaled), noiseRatios: pick(noiseRatios) }
    let learnt = await learnSharedRate(evidence, {
      iterations: sharedIterations,
      breathe: (share) => breathe(0.4 * share),
    })
    if (ownIterations > 0 && chosen.length >= fewestForOwnLengths)
      learnt = await learnRates(evidence, learnt, learnt, {
        iterations: ownIterations,
        breathe: (share) => breathe(0.4 + 0.5 * share),
      })
    const { kernel } = learnt
    const signal = variances(rows, kernel).reduce((sum, value) => sum + value, 0) / rows.count
    const noise = Math.max(Math.exp(learnt.noise), leastNoise * signal)
    const state = {
      ...{ scaling, inputs, centre, scale, targets: scaled, kernel },
      ...{ noise, noiseRatios, newNoiseRatio },
    }
    if (inputs.rows < fewestToDoubt) {
      options.onProgress?.(1)
      return new NumericGpModel(state)
    }
    const all = scaledInputs(inputs, scaling)
    const covariance = covariances({ a: all, b: all, distances: [] }, kernel, true)
    let ratios: Float64Array = noiseRatios
    for (let round = 0; round < this.#settings.robustRounds; round++) {
      await breathe(0.9 + (0.1 * round) / this.#settings.robustRounds)
      const variance = ratios.map((ratio) => ratio * noise)
      const odd = robustRatios(leaveOneOut(posteriorOf(covariance, variance, scaled)), freedom)
      ratios = noiseRatios.map((ratio, row) => ratio * (odd[row] as number))
    }
    options.onProgress?.(1)
    return new NumericGpModel({ ...state, noiseRatios: ratios })
  }

  load(json: unknown): NumericGpModel {
    return loadNumericGp(json)
  }
}

/** The rows that are learnt from, each with its weight. */
function weighingRows(
  { inputs, targets, weights }: Samples<Matrix>,
  seed: number,
): Required<Samples<Matrix>> {
  const { columns, values } = inputs
  const keys = Array.from(targets, (_, row) => values.subarray(row * columns, (row + 1) * columns).join())
  const rows = rowsToLearn(keys, weights, seed)
  return {
    inputs: rowsAt(inputs, rows),
    targets: Float64Array.from(rows, (row) => targets[row] as number),
    weights: Float64Array.from(rows, (row) => weights?.[row] ?? 1),
  }
}
