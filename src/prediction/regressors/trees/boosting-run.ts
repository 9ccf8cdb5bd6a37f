import type { RandomGenerator } from '../../../spaces/random.ts'
import type { CodedTable } from './binning.ts'
import type { BoostingSettings } from './boosting.ts'
import { Grower } from './grower.ts'
import { lossNamed, weightedMedian, type Loss } from './loss.ts'
import { someColumns, someRows, upTo } from './sampling.ts'
import { TreeModel } from './tree-model.ts'
import { TreeStore } from './tree-store.ts'

/** Boosting on one table; several runs add their trees to one store. */
export class BoostingRun {
  readonly #table: CodedTable
  readonly #targets: Float64Array
  readonly #weights: Float64Array | undefined
  readonly #ones: Float64Array
  readonly #settings: BoostingSettings
  readonly #loss: Loss
  readonly #store = new TreeStore()
  readonly #grower: Grower
  readonly #columns: Int32Array
  readonly #predictions: Float64Array
  readonly #gradients: Float64Array
  /** Sum of what the runs begin with. */
  #base = 0

  /** @param weights of mean 1, already those of the loss */
  constructor(
    table: CodedTable,
    targets: Float64Array,
    weights: Float64Array | undefined,
    settings: BoostingSettings,
  ) {
    this.#table = table
    this.#targets = targets
    this.#weights = weights
    this.#ones = new Float64Array(table.rows).fill(1)
    this.#settings = settings
    this.#loss = lossNamed(settings.loss)
    const { maxDepth, lambda, gamma, monotone } = settings
    const minChildWeight = settings.minChildWeight ?? (table.rows < 100 ? 1 : 3)
    const grow = { maxDepth, lambda, gamma, minChildWeight }
    this.#grower = new Grower(table, monotone ? { ...grow, monotone } : grow)
    this.#columns = upTo(table.columns)
    this.#predictions = new Float64Array(table.rows)
    this.#gradients = new Float64Array(table.rows)
  }

  /** One run: trees until there are enough, or until the rows held back gain nothing any more. */
  async grow(
    learning: Int32Array,
    heldBack: Int32Array,
    random: RandomGenerator,
    breathe: (share: number) => Promise<void>,
  ): Promise<void> {
    const { trees, rowShare, columnShare, patience } = this.#settings
    const first = this.#store.roots.length
    const base = this.#start(learning)
    this.#base += base
    this.#predictions.fill(base)
    let [best, bestError] = [0, this.#error(heldBack)]
    for (let grown = 0; grown < trees; grown++) {
      await breathe(grown / trees)
      const rows = someRows(learning, rowShare, random)
      const columns = someColumns(this.#columns, columnShare, random)
      this.#slopes(rows)
      const given = {
        gradients: this.#gradients,
        weights: this.#weights ?? this.#ones,
        count: this.#weights ? undefined : rows.length,
      }
      this.#grower.grow(this.#store, rows, given, () => columns)
      this.#step(rows, learning, heldBack)
      if (heldBack.length === 0) continue
      const error = this.#error(heldBack)
      if (error < bestError) [best, bestError] = [grown + 1, error]
      else if (grown + 1 - best >= patience) break
    }
    if (heldBack.length > 0) this.#store.truncate(first + best)
  }

  model(learner: string, bag: number): TreeModel {
    return TreeModel.of(learner, this.#store, {
      inputs: this.#table.columns,
      base: this.#base / bag,
      // The learning rate is in the leaves.
      scale: 1 / bag,
      gains: this.#grower.gains,
    })
  }

  #start(rows: Int32Array): number {
    const targets = Float64Array.from(rows, (row) => this.#targets[row] as number)
    const weights = this.#weights && Float64Array.from(rows, (row) => this.#weights?.[row] as number)
    if (this.#loss.hasMedianLeaves) return weightedMedian(targets, weights)
    const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : rows.length
    // Weights may all be of rows held back.
    if (total === 0) return targets.reduce((sum, target) => sum + target, 0) / rows.length
    return targets.reduce((sum, target, place) => sum + target * (weights?.[place] ?? 1), 0) / total
  }

  #error(rows: Int32Array): number {
    let sum = 0
    for (const row of rows)
      sum +=
        (this.#weights?.[row] ?? 1) *
        this.#loss.of((this.#predictions[row] as number) - (this.#targets[row] as number))
    return sum
  }

  #slopes(rows: Int32Array): void {
    const [predictions, targets, weights, gradients] = [
      this.#predictions,
      this.#targets,
      this.#weights,
      this.#gradients,
    ]
    const { slope } = this.#loss
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place] as number
      const own = slope((predictions[row] as number) - (targets[row] as number))
      gradients[row] = weights ? own * (weights[row] as number) : own
    }
  }

  /** Sets the leaves of the last tree to the step that is taken, and takes it for all rows. */
  #step(rows: Int32Array, learning: Int32Array, heldBack: Int32Array): void {
    const { partition, leaves } = this.#grower
    const predictions = this.#predictions
    const { values } = this.#store
    for (let leaf = 0; leaf < leaves.length; leaf++) {
      const node = leaves.nodes[leaf] as number
      const [from, to] = [leaves.froms[leaf] as number, leaves.tos[leaf] as number]
      const inLeaf = partition.at(leaves.depths[leaf] as number)
      if (this.#loss.hasMedianLeaves) {
        const median = this.#median(inLeaf.subarray(from, to))
        const bounded = Math.max(leaves.lowers[leaf] as number, median)
        values[node] = Math.min(leaves.uppers[leaf] as number, bounded)
      }
      const step = (values[node] as number) * this.#settings.learningRate
      values[node] = step
      for (let place = from; place < to; place++) {
        const row = inLeaf[place] as number
        predictions[row] = (predictions[row] as number) + step
      }
    }
    const tree = this.#store.roots.length - 1
    const walk = (row: number) => {
      predictions[row] = (predictions[row] as number) + this.#store.valueOfCoded(tree, this.#table, row)
    }
    let place = 0
    // Both lists are ascending.
    if (rows.length < learning.length)
      for (const row of learning)
        if (rows[place] === row) place++
        else walk(row)
    heldBack.forEach(walk)
  }

  #median(rows: Int32Array): number {
    const left = Float64Array.from(
      rows,
      (row) => (this.#targets[row] as number) - (this.#predictions[row] as number),
    )
    return weightedMedian(
      left,
      this.#weights && Float64Array.from(rows, (row) => this.#weights?.[row] as number),
    )
  }
}
