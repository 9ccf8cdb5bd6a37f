import { randomStream } from '../../../spaces/random.ts'
import { breathing } from '../../breathe.ts'
import type { Matrix } from '../../matrix.ts'
import { checkSamples, meanOneWeights } from '../check-samples.ts'
import type { FitOptions, Learner, Samples } from '../regressor.ts'
import { binsOf, codedTable } from './binning.ts'
import { Grower } from './grower.ts'
import { bootstrap, someColumns, upTo } from './sampling.ts'
import { TreeModel } from './tree-model.ts'
import { TreeStore } from './tree-store.ts'

/** Settings of a random forest. */
export interface ForestSettings {
  readonly trees: number
  readonly maxDepth: number
  /** Rows of a leaf at least; rows that were drawn twice count twice. */
  readonly minLeaf: number
  /** Share of the columns that every split chooses from. */
  readonly columnShare: number
  /** Whether every tree sees rows drawn with replacement, each by its weight; else all rows, all alike. */
  readonly hasBootstrap: boolean
  /** Quantile bins of a column, 2 to 255. */
  readonly bins: number
}

export const forestDefaults: ForestSettings = {
  trees: 100,
  maxDepth: Infinity,
  minLeaf: 1,
  columnShare: 1,
  hasBootstrap: true,
  bins: 255,
}

/**
 * Random forest for regression: Breiman, Random Forests (2001); every tree grown to the end on rows drawn with
 * replacement. Splits are chosen among quantile bins.
 * @throws {RangeError} where a setting is out of range
 */
export class RandomForest implements Learner<Matrix, TreeModel> {
  readonly name = 'forest'
  readonly #settings: ForestSettings

  constructor(settings: Partial<ForestSettings> = {}) {
    this.#settings = { ...forestDefaults, ...settings }
    const { trees, minLeaf, columnShare } = this.#settings
    if (!(Number.isInteger(trees) && trees >= 1)) throw new RangeError(`${trees} trees are no forest.`)
    if (!(minLeaf >= 1)) throw new RangeError(`Leaves of ${minLeaf} rows cannot be.`)
    if (!(columnShare > 0 && columnShare <= 1))
      throw new RangeError('The share of columns has to be above 0 and at most 1.')
  }

  async fit(samples: Samples<Matrix>, options: FitOptions): Promise<TreeModel> {
    checkSamples(samples)
    const { trees, maxDepth, minLeaf, columnShare, hasBootstrap, bins } = this.#settings
    const { inputs, targets } = samples
    const breathe = breathing(options)
    await breathe(0)
    const table = codedTable(binsOf(inputs, bins), inputs)
    const weights = meanOneWeights(samples.weights)
    const grower = new Grower(table, { maxDepth, minChildWeight: minLeaf, lambda: 0, gamma: 0 })
    const store = new TreeStore()
    const columns = upTo(table.columns)
    const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length
    // About the mean, so that squares lose no digits. Leaves are minus the mean of these.
    const errors = targets.map((target) => mean - target)
    const everyRow = upTo(table.rows)
    for (let tree = 0; tree < trees; tree++) {
      await breathe(tree / trees)
      const random = randomStream(options.seed, tree)
      const times = hasBootstrap ? bootstrap(table.rows, weights, random) : weights
      const drawn = times ? everyRow.filter((row) => times[row] !== 0) : everyRow
      const given = {
        gradients: times ? errors.map((error, row) => error * (times[row] as number)) : errors,
        weights: times ?? new Float64Array(table.rows).fill(1),
        count: hasBootstrap || !times ? table.rows : undefined,
      }
      grower.grow(store, drawn, given, () => someColumns(columns, columnShare, random))
    }
    options.onProgress?.(1)
    const { gains } = grower
    return TreeModel.of(this.name, store, { inputs: table.columns, base: mean, scale: 1 / trees, gains })
  }

  load(json: unknown): TreeModel {
    return TreeModel.load(this.name, json)
  }
}
