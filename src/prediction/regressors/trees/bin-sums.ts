import type { CodedTable } from './binning.ts'

/** Sums of one column within one node: its bins that hold rows, in ascending order, and the missing values apart. */
export class BinSums {
  length = 0
  readonly bins = new Int32Array(256)
  readonly gradients = new Float64Array(256)
  readonly weights = new Float64Array(256)
  missingGradient = 0
  missingWeight = 0

  /** Ends a reading: where the last bin is the missing one, it is set apart. */
  finish(length: number, missingBin: number): void {
    const isMissing = length > 0 && this.bins[length - 1] === missingBin
    this.length = isMissing ? length - 1 : length
    this.missingGradient = isMissing ? (this.gradients[length - 1] as number) : 0
    this.missingWeight = isMissing ? (this.weights[length - 1] as number) : 0
  }
}

/**
 * The sums of a column for a node of few rows, without a histogram: only the bins that rows fall into are visited, in
 * order by a set of 256 bits. This is what makes deep trees cheap, whose nodes are mostly of a handful of rows.
 */
export class FewRows {
  readonly #table: CodedTable
  /** The set, all zero between readings, as are the sums. */
  readonly #words = new Int32Array(8)
  readonly #gradients = new Float64Array(256)
  readonly #weights = new Float64Array(256)

  constructor(table: CodedTable) {
    this.#table = table
  }

  read(
    rows: Int32Array,
    from: number,
    to: number,
    column: number,
    rowGradients: Float64Array,
    rowWeights: Float64Array,
    sums: BinSums,
  ): void {
    const { codes, stride, bins } = this.#table
    const first = bins.offsets[column] as number
    const [words, gradients, weights] = [this.#words, this.#gradients, this.#weights]
    let inUse = 0
    for (let place = from; place < to; place++) {
      const row = rows[place] as number
      const bin = (codes[row * stride + column] as number) - first
      gradients[bin] = (gradients[bin] as number) + (rowGradients[row] as number)
      weights[bin] = (weights[bin] as number) + (rowWeights[row] as number)
      const word = bin >> 5
      words[word] = (words[word] as number) | (1 << (bin & 31))
      inUse |= 1 << word
    }
    let length = 0
    for (; inUse !== 0; inUse &= inUse - 1) {
      const index = 31 - Math.clz32(inUse & -inUse)
      for (let word = words[index] as number; word !== 0; word &= word - 1) {
        const bin = 32 * index + 31 - Math.clz32(word & -word)
        sums.bins[length] = bin
        sums.gradients[length] = gradients[bin] as number
        sums.weights[length++] = weights[bin] as number
        gradients[bin] = weights[bin] = 0
      }
      words[index] = 0
    }
    sums.finish(length, (bins.offsets[column + 1] as number) - 1 - first)
  }
}
