import { randomStream, shuffled } from '../../../spaces/random.ts'
import { breathing } from '../../breathe.ts'
import type { Matrix } from '../../matrix.ts'
import { checkSamples, meanOneWeights } from '../check-samples.ts'
import type { FitOptions, Learner, Samples } from '../regressor.ts'
import { binsOf, codedTable, type CodedTable } from './binning.ts'
import { BoostingRun } from './boosting-run.ts'
import type { LossName } from './loss.ts'
import { lossNamed } from './loss.ts'
import { upTo } from './sampling.ts'
import { TreeModel } from './tree-model.ts'

/** Settings of gradient-boosted trees. */
export interface BoostingSettings {
  readonly loss: LossName
  readonly trees: number
  readonly maxDepth: number
  /** Share of every tree's step that is taken. */
  readonly learningRate: number
  /** Sum of weights in a leaf at least, where rows weigh 1 in the mean; left out: 3, or 1 below 100 rows. */
  readonly minChildWeight?: number
  readonly lambda: number
  readonly gamma: number
  /** Share of the rows that each tree sees. */
  readonly rowShare: number
  /** Share of the columns that each tree sees. */
  readonly columnShare: number
  /** Quantile bins of a column, 2 to 255. */
  readonly bins: number
  /** By column: 1 where the prediction may only rise with it, -1 only fall, 0 as it likes. */
  readonly monotone?: readonly number[]
  /** Share of the rows that are held back to choose the number of trees; 0 takes all trees and all rows. */
  readonly validationShare: number
  /** Ends after so many trees that did not lower the loss of the rows held back. */
  readonly patience: number
  /** Independent runs that are averaged. */
  readonly bag: number
}

export const boostingDefaults: BoostingSettings = {
  loss: 'squared',
  trees: 300,
  maxDepth: 5,
  learningRate: 0.05,
  lambda: 1,
  gamma: 0,
  rowShare: 0.8,
  columnShare: 0.8,
  bins: 64,
  validationShare: 0,
  patience: 30,
  bag: 1,
}

/** Fewer rows are too few to hold some back. */
const fewestToHoldBack = 20

/**
 * Gradient-boosted regression trees on histograms: Friedman, Greedy function approximation (2001), with the
 * regularised gain of Chen and Guestrin, XGBoost (KDD 2016), section 2. Missing values go where they lower the loss.
 * @throws {RangeError} where a setting is out of range
 */
export class BoostedTrees implements Learner<Matrix, TreeModel> {
  readonly name = 'boosting'
  readonly #settings: BoostingSettings

  constructor(settings: Partial<BoostingSettings> = {}) {
    this.#settings = { ...boostingDefaults, ...settings }
    const { trees, learningRate, rowShare, columnShare, validationShare, bag } = this.#settings
    const isShare = (value: number) => value > 0 && value <= 1
    if (!(Number.isInteger(trees) && trees >= 0)) throw new RangeError(`${trees} trees cannot be grown.`)
    if (!(Number.isInteger(bag) && bag >= 1)) throw new RangeError(`A bag of ${bag} runs is none.`)
    if (![learningRate, rowShare, columnShare].every(isShare))
      throw new RangeError('Learning rate and shares of rows and columns have to be above 0 and at most 1.')
    if (!(validationShare >= 0 && validationShare < 1))
      throw new RangeError(`The share of rows held back is ${validationShare}, not from 0 to below 1.`)
  }

  async fit(samples: Samples<Matrix>, options: FitOptions): Promise<TreeModel> {
    checkSamples(samples)
    const settings = this.#settings
    const { inputs, targets } = samples
    if (settings.monotone && settings.monotone.length !== inputs.columns)
      throw new RangeError(
        `${settings.monotone.length} monotone directions do not fit ${inputs.columns} columns.`,
      )
    const breathe = breathing(options)
    await breathe(0)
    const table = codedTable(binsOf(inputs, settings.bins), inputs)
    const weights = meanOneWeights(lossNamed(settings.loss).rowWeights(targets, samples.weights))
    const run = new BoostingRun(table, targets, weights, settings)
    for (let number = 0; number < settings.bag; number++) {
      const { learning, heldBack } = this.#divided(table, options.seed, number)
      await run.grow(learning, heldBack, randomStream(options.seed, number, 1), (share) =>
        breathe((number + share) / settings.bag),
      )
    }
    options.onProgress?.(1)
    return run.model(this.name, settings.bag)
  }

  load(json: unknown): TreeModel {
    return TreeModel.load(this.name, json)
  }

  #divided({ rows }: CodedTable, seed: number, run: number): { learning: Int32Array; heldBack: Int32Array } {
    const held = rows < fewestToHoldBack ? 0 : Math.round(this.#settings.validationShare * rows)
    if (held === 0) return { learning: upTo(rows), heldBack: new Int32Array() }
    const order = Int32Array.from(shuffled(randomStream(seed, run, 0), Array.from(upTo(rows))))
    return { learning: order.slice(held).sort(), heldBack: order.slice(0, held).sort() }
  }
}
