import { randomStream, shuffled } from '../../../spaces/random.ts'
import { breathing } from '../../breathe.ts'
import type { Matrix } from '../../matrix.ts'
import { checkSamples } from '../check-samples.ts'
import type { FitOptions, Learner, Samples } from '../regressor.ts'
import { upTo } from '../trees/sampling.ts'
import { designOf, momentsOf, type Design, type Moments } from './design.ts'
import { lassoPath, penalties } from './lasso-path.ts'
import { LinearModel } from './linear-model.ts'

/** Settings of the Lasso. */
export interface LassoSettings {
  /** Whether no coefficient may be below 0; the intercept is always free. */
  readonly isNonNegative: boolean
  /** Whether errors count relative to the target. */
  readonly isRelative: boolean
  /** Penalties that are tried. */
  readonly penalties: number
  /** Smallest of them, as a share of the largest with an effect. */
  readonly leastPenalty: number
  /** Parts of the rows that are held back in turn to choose among them. */
  readonly folds: number
}

export const lassoDefaults: LassoSettings = {
  isNonNegative: true,
  isRelative: true,
  penalties: 50,
  leastPenalty: 1e-6,
  folds: 5,
}

/**
 * Linear regression with a penalty on the sizes of coefficients, of columns scaled to at most 1; the penalty chosen by
 * cross-validation on what is learnt from. Non-negative as in Li et al. (ICPE 2023).
 */
export class Lasso implements Learner<Matrix, LinearModel> {
  readonly name = 'lasso'
  readonly #settings: LassoSettings

  constructor(settings: Partial<LassoSettings> = {}) {
    this.#settings = { ...lassoDefaults, ...settings }
  }

  async fit(samples: Samples<Matrix>, options: FitOptions): Promise<LinearModel> {
    checkSamples(samples)
    const { isNonNegative, isRelative, penalties: count, leastPenalty } = this.#settings
    const design = designOf(samples, isRelative)
    const moments = momentsOf(design, upTo(design.rows), true)
    const descending = penalties(moments, isNonNegative, count, leastPenalty)
    const chosen = await this.#chosen(design, descending, options)
    const path = lassoPath(moments, descending.slice(0, chosen + 1), isNonNegative)
    options.onProgress?.(1)
    const coefficients = path.at(-1) ?? new Float64Array(design.columns)
    return new LinearModel(this.name, {
      intercept: interceptOf(moments, coefficients),
      coefficients: coefficients.map((value, column) => value / (design.scales[column] as number)),
      fill: design.fill,
    })
  }

  load(json: unknown): LinearModel {
    return LinearModel.load(this.name, json)
  }

  /** Place of the penalty with the smallest error on rows held back; the largest where they are too few. */
  async #chosen(design: Design, descending: Float64Array, options: FitOptions): Promise<number> {
    const folds = Math.min(this.#settings.folds, design.rows)
    const breathe = breathing(options)
    await breathe(0)
    if (folds < 2) return 0
    const order = shuffled(randomStream(options.seed), Array.from(upTo(design.rows)))
    const errors = new Float64Array(descending.length)
    for (let fold = 0; fold < folds; fold++) {
      const learning = order.filter((_, place) => place % folds !== fold)
      const heldBack = order.filter((_, place) => place % folds === fold)
      // Rows without weight say nothing.
      if (!learning.some((row) => (design.weights[row] as number) > 0)) continue
      const moments = momentsOf(design, learning, true)
      for (const [index, coefficients] of lassoPath(
        moments,
        descending,
        this.#settings.isNonNegative,
      ).entries())
        errors[index] =
          (errors[index] as number) +
          errorOn(design, heldBack, coefficients, interceptOf(moments, coefficients))
      await breathe((fold + 1) / (folds + 1))
    }
    return errors.indexOf(errors.reduce((least, error) => Math.min(least, error)))
  }
}

const interceptOf = ({ means, meanTarget }: Moments, coefficients: Float64Array) =>
  coefficients.reduce((left, value, column) => left - value * (means[column] as number), meanTarget)

function errorOn(
  { columns, values, targets, weights }: Design,
  rows: readonly number[],
  coefficients: Float64Array,
  intercept: number,
): number {
  return rows.reduce((sum, row) => {
    const predicted = coefficients.reduce(
      (total, value, column) => total + value * (values[row * columns + column] as number),
      intercept,
    )
    return sum + (weights[row] as number) * (predicted - (targets[row] as number)) ** 2
  }, 0)
}
