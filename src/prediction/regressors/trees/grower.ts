import { BinSums, FewRows } from './bin-sums.ts'
import { missingBin, slotsOf, type CodedTable } from './binning.ts'
import { PackedHistograms, subtract, WeightedHistograms, type Histograms } from './histogram.ts'
import { Leaves } from './leaves.ts'
import { GrowingNode, NodeStack } from './node-stack.ts'
import { Partition } from './partition.ts'
import { BestSplit, freeScore, leafValue, scanColumn, type GrowSettings } from './split.ts'
import type { TreeStore } from './tree-store.ts'

/** First and second derivative of the loss, by row of the table. */
export interface Gradients {
  readonly gradients: Float64Array
  readonly weights: Float64Array
  /** Sum of the weights of the rows where all weights are whole numbers: sums are then exact, and faster. */
  readonly count: number | undefined
}

/** Fewer rows than this share of a column's bins are read without a histogram. */
const fewRowsPerBin = 0.5

/**
 * Grows trees, one at a time, on one table. A histogram is built for the smaller child of a node only; the larger
 * one's is what is left. The smaller child is grown first, so that no more histograms wait than rows can be halved.
 */
export class Grower {
  readonly leaves = new Leaves()
  readonly partition: Partition
  /** Gain of all trees by column: feature importance. */
  readonly gains: Float64Array
  readonly #table: CodedTable
  readonly #settings: GrowSettings
  readonly #fewRows: FewRows
  readonly #fewest: number
  readonly #packed: PackedHistograms
  readonly #weighted: WeightedHistograms
  readonly #free: Float64Array[] = []
  readonly #sums = new BinSums()
  readonly #best = new BestSplit()
  readonly #stack = new NodeStack()
  readonly #node = new GrowingNode()
  readonly #left = new GrowingNode()
  readonly #right = new GrowingNode()

  constructor(table: CodedTable, settings: GrowSettings) {
    const slots = slotsOf(table.bins)
    this.#table = table
    this.#settings = settings
    this.gains = new Float64Array(table.columns)
    this.partition = new Partition(table)
    this.#fewRows = new FewRows(table)
    this.#fewest = (fewRowsPerBin * slots) / Math.max(table.columns, 1)
    this.#packed = new PackedHistograms(table, slots)
    this.#weighted = new WeightedHistograms(table, slots)
  }

  /**
   * Adds one tree to the store; its leaves are in `leaves` afterwards.
   * @param rows that it learns from, each once
   * @param columnsOfNode which columns a node may split, in ascending order
   */
  grow(store: TreeStore, rows: Int32Array, given: Gradients, columnsOfNode: () => ArrayLike<number>): void {
    this.partition.start(rows)
    this.leaves.clear()
    const histograms = given.count === undefined ? this.#weighted : this.#packed
    histograms.set(given, rows)
    const node = this.#node
    node.copy(new GrowingNode())
    node.node = store.add()
    node.to = rows.length
    store.roots.push(node.node)
    this.#addUp(given, node)
    if (rows.length > this.#fewest && this.#settings.maxDepth > 0) {
      node.histogram = this.#emptyHistogram(histograms)
      histograms.add(node.histogram, this.partition.at(0), 0, rows.length)
    }
    this.#stack.push(node)
    while (!this.#stack.isEmpty) {
      this.#stack.popInto(node)
      if (this.#isWorthSplitting(given, histograms, columnsOfNode)) this.#split(store, histograms)
      else this.#makeLeaf(store, given)
    }
  }

  #emptyHistogram({ length }: Histograms): Float64Array {
    const free = this.#free.pop()
    return free?.length === length ? free.fill(0) : new Float64Array(length)
  }

  /** The sums of a node from its rows: exact, whatever histograms round. */
  #addUp({ gradients, weights }: Gradients, node: GrowingNode): void {
    const rows = this.partition.at(node.depth)
    let [gradient, weight] = [0, 0]
    for (let place = node.from; place < node.to; place++) {
      const row = rows[place] as number
      gradient += gradients[row] as number
      weight += weights[row] as number
    }
    node.gradient = gradient
    node.weight = weight
  }

  #makeLeaf(store: TreeStore, given: Gradients): void {
    const node = this.#node
    if (node.histogram) this.#free.push(node.histogram)
    this.#addUp(given, node)
    store.values[node.node] = leafValue(
      node.gradient,
      node.weight,
      this.#settings.lambda,
      node.lower,
      node.upper,
    )
    this.leaves.add(node.node, node.depth, node.from, node.to, node.lower, node.upper)
  }

  /** Looks for the node's best split. */
  #isWorthSplitting(
    given: Gradients,
    histograms: Histograms,
    columnsOfNode: () => ArrayLike<number>,
  ): boolean {
    const settings = this.#settings
    const node = this.#node
    if (node.depth >= settings.maxDepth || node.to - node.from < 2) return false
    if (node.weight < 2 * settings.minChildWeight) return false
    const [best, sums] = [this.#best, this.#sums]
    best.reset(settings.gamma)
    const columns = columnsOfNode()
    const rows = this.partition.at(node.depth)
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index] as number
      if (node.histogram) histograms.read(node.histogram, column, sums)
      else this.#fewRows.read(rows, node.from, node.to, column, given.gradients, given.weights, sums)
      scanColumn(sums, column, node, settings, best)
    }
    // Gain that rounding makes of nothing is no reason to split.
    return best.column >= 0 && best.gain > 1e-12 * freeScore(node.gradient, node.weight, settings.lambda)
  }

  #split(store: TreeStore, histograms: Histograms): void {
    const [node, left, right, best] = [this.#node, this.#left, this.#right, this.#best]
    const { column, bin } = best
    const { bins, hasMissing } = this.#table
    const missing = hasMissing[column] === 1 ? missingBin(bins, column) : -1
    // Where a node knows no missing value, later ones go with the majority.
    const missingLeft = best.hasMissing ? best.missingLeft : 2 * best.leftWeight > node.weight
    const middle = this.partition.split(
      node.depth,
      node.from,
      node.to,
      column,
      bin,
      missing,
      missingLeft && best.hasMissing,
    )
    this.gains[column] = (this.gains[column] as number) + best.gain
    // Present against missing: everything finite goes left.
    const threshold = bins.edges[column]?.[bin] ?? Number.MAX_VALUE
    left.copy(node)
    right.copy(node)
    left.node = store.split(node.node, column, threshold, bin, missingLeft)
    right.node = left.node + 1
    left.depth = right.depth = node.depth + 1
    left.to = right.from = middle
    left.gradient = best.leftGradient
    left.weight = best.leftWeight
    right.gradient = node.gradient - best.leftGradient
    right.weight = node.weight - best.leftWeight
    this.#bindChildren(column)
    const isLeftSmaller = middle - node.from < node.to - middle
    const [smaller, larger] = isLeftSmaller ? [left, right] : [right, left]
    this.#giveHistograms(smaller, larger, histograms)
    this.#stack.push(larger)
    this.#stack.push(smaller)
  }

  /** Under a monotone split no leaf of one side may pass the middle between both, as in XGBoost. */
  #bindChildren(column: number): void {
    const direction = this.#settings.monotone?.[column] ?? 0
    if (direction === 0) return
    const [low, high] = direction > 0 ? [this.#left, this.#right] : [this.#right, this.#left]
    const value = ({ gradient, weight, lower, upper }: GrowingNode) =>
      leafValue(gradient, weight, this.#settings.lambda, lower, upper)
    low.upper = high.lower = (value(low) + value(high)) / 2
  }

  /** Turns the parent's histogram, which both carry, into the larger child's, where that needs one. */
  #giveHistograms(smaller: GrowingNode, larger: GrowingNode, histograms: Histograms): void {
    const { histogram } = larger
    smaller.histogram = undefined
    if (!histogram) return
    if (larger.depth >= this.#settings.maxDepth || larger.to - larger.from <= this.#fewest) {
      this.#free.push(histogram)
      larger.histogram = undefined
      return
    }
    const rows = this.partition.at(smaller.depth)
    if (smaller.to - smaller.from > this.#fewest) {
      smaller.histogram = this.#emptyHistogram(histograms)
      histograms.add(smaller.histogram, rows, smaller.from, smaller.to)
      subtract(histogram, smaller.histogram)
    } else histograms.remove(histogram, rows, smaller.from, smaller.to)
  }
}
