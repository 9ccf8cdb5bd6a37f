import type { CodedTable } from './binning.ts'
import type { BinSums } from './bin-sums.ts'
import type { Gradients } from './grower.ts'

/**
 * Sums of gradients and weights by slot, of the rows of a node. Two forms: for whole weights, and for any. A histogram itself is a Float64Array that its form reads.
 */
export interface Histograms {
  /** Length of a histogram. */
  readonly length: number
  /** Takes the gradients and weights of the rows of a tree. */
  set(given: Gradients, rows: Int32Array): void
  /** Adds the rows at places `from` to `to` of the list. */
  add(histogram: Float64Array, rows: Int32Array, from: number, to: number): void
  /** Takes the rows away again. */
  remove(histogram: Float64Array, rows: Int32Array, from: number, to: number): void
  /** The sums of one column, its empty bins left out. */
  read(histogram: Float64Array, column: number, sums: BinSums): void
}

/** Takes one histogram away from another: what is left are the rows of the other child. */
export function subtract(histogram: Float64Array, other: Float64Array): void {
  for (let slot = 0; slot < histogram.length; slot++)
    histogram[slot] = (histogram[slot] as number) - (other[slot] as number)
}

/** Weights are about 1 in the mean. */
const negligible = 1e-12

/** The hot loop of all tree learning: two codes at a time. */
function addRows(
  histogram: Float64Array,
  { codes, stride }: CodedTable,
  addends: Float64Array,
  sign: number,
  rows: Int32Array,
  from: number,
  to: number,
): void {
  for (let place = from; place < to; place++) {
    const row = rows[place] as number
    const addend = sign * (addends[row] as number)
    const end = (row + 1) * stride
    for (let code = row * stride; code < end; code += 2) {
      const first = codes[code] as number
      const second = codes[code + 1] as number
      histogram[first] = (histogram[first] as number) + addend
      histogram[second] = (histogram[second] as number) + addend
    }
  }
}

/**
 * Rows of whole weights: gradient and weight share one number. The gradient is rounded to a whole number of steps, as many
 * as 53 bits hold (2^21 for 30,000 rows), and the weight stands above it. One addition instead of two, and sums are
 * exact in any order, so that subtraction loses nothing. The rounding only touches the choice of splits; leaves are
 * computed from the gradients themselves. After Shi et al., Quantized Training of Gradient Boosting Decision Trees
 * (NeurIPS 2022), with more bits.
 */
export class PackedHistograms implements Histograms {
  readonly length: number
  readonly #table: CodedTable
  readonly #packed: Float64Array
  #unit = 1
  #step = 1

  constructor(table: CodedTable, slots: number) {
    this.length = slots
    this.#table = table
    this.#packed = new Float64Array(table.rows)
  }

  set({ gradients, weights, count }: Gradients, rows: Int32Array): void {
    let largest = 0
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place] as number
      const size = Math.abs(gradients[row] as number)
      if (size > largest) largest = size
    }
    this.#unit = 2 ** (52 - Math.ceil(Math.log2((count ?? rows.length) + 1)))
    // The sum of all rows has to stay below half a unit.
    const steps = Math.floor(this.#unit / 2 / rows.length) - 1
    this.#step = largest > 0 ? largest / steps : 1
    const [unit, perStep, packed] = [this.#unit, 1 / this.#step, this.#packed]
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place] as number
      packed[row] = unit * (weights[row] as number) + Math.floor((gradients[row] as number) * perStep + 0.5)
    }
  }

  add(histogram: Float64Array, rows: Int32Array, from: number, to: number): void {
    addRows(histogram, this.#table, this.#packed, 1, rows, from, to)
  }

  remove(histogram: Float64Array, rows: Int32Array, from: number, to: number): void {
    addRows(histogram, this.#table, this.#packed, -1, rows, from, to)
  }

  read(histogram: Float64Array, column: number, sums: BinSums): void {
    const { offsets } = this.#table.bins
    const first = offsets[column] as number
    const missing = (offsets[column + 1] as number) - 1
    const [unit, perUnit, step] = [this.#unit, 1 / this.#unit, this.#step]
    const { bins, gradients, weights } = sums
    let length = 0
    for (let slot = first; slot <= missing; slot++) {
      const value = histogram[slot] as number
      if (value === 0) continue
      const count = Math.floor(value * perUnit + 0.5)
      bins[length] = slot - first
      gradients[length] = (value - count * unit) * step
      weights[length++] = count
    }
    sums.finish(length, missing - first)
  }
}

/** Rows of any weight: for each slot its gradient, then its weight. */
export class WeightedHistograms implements Histograms {
  readonly length: number
  readonly #table: CodedTable
  #gradients: Float64Array = new Float64Array()
  #weights: Float64Array = new Float64Array()

  constructor(table: CodedTable, slots: number) {
    this.length = 2 * slots
    this.#table = table
  }

  set({ gradients, weights }: Gradients): void {
    this.#gradients = gradients
    this.#weights = weights
  }

  add(histogram: Float64Array, rows: Int32Array, from: number, to: number): void {
    this.#add(histogram, 1, rows, from, to)
  }

  remove(histogram: Float64Array, rows: Int32Array, from: number, to: number): void {
    this.#add(histogram, -1, rows, from, to)
  }

  #add(histogram: Float64Array, sign: number, rows: Int32Array, from: number, to: number): void {
    const { codes, stride } = this.#table
    const [gradients, weights] = [this.#gradients, this.#weights]
    for (let place = from; place < to; place++) {
      const row = rows[place] as number
      const gradient = sign * (gradients[row] as number)
      const weight = sign * (weights[row] as number)
      const end = (row + 1) * stride
      for (let code = row * stride; code < end; code++) {
        const slot = 2 * (codes[code] as number)
        histogram[slot] = (histogram[slot] as number) + gradient
        histogram[slot + 1] = (histogram[slot + 1] as number) + weight
      }
    }
  }

  read(histogram: Float64Array, column: number, sums: BinSums): void {
    const { offsets } = this.#table.bins
    const first = offsets[column] as number
    const missing = (offsets[column + 1] as number) - 1
    const { bins, gradients, weights } = sums
    let length = 0
    for (let slot = first; slot <= missing; slot++) {
      const weight = histogram[2 * slot + 1] as number
      // What subtraction leaves of an empty bin is some 1e-16 of what was in it.
      if (weight < negligible) continue
      bins[length] = slot - first
      gradients[length] = histogram[2 * slot] as number
      weights[length++] = weight
    }
    sums.finish(length, missing - first)
  }
}
