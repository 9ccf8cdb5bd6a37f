import type { Matrix } from '../../matrix.ts'

/** Codes are 16 bits wide and name a slot: a bin of one column. */
const mostSlots = 65_535
const mostBins = 255
/** Quantiles of more rows than these are taken from evenly spaced ones. */
const quantileRows = 20_000

/** How the values of every column fall into bins: bin b holds what is above edge b - 1 and at most edge b. */
export interface Bins {
  /** For each column, ascending; one fewer than it has bins. */
  readonly edges: readonly Float64Array[]
  /** First slot of each column; its bins follow, and after them one slot for missing values. Ends with the total. */
  readonly offsets: Int32Array
}

/** A table whose values are slots. */
export interface CodedTable {
  readonly bins: Bins
  readonly rows: number
  readonly columns: number
  /** Codes from one row to the next: even, so that a loop may take two at a time. */
  readonly stride: number
  /** Row r begins at r x stride; where the columns are odd in number, the last code is the spare slot. */
  readonly codes: Uint16Array
  /** Bins by column: that of row r in column c at c x rows + r. One column fits the fastest memory. */
  readonly binsByColumn: Uint8Array
  /** By column: has a missing value. */
  readonly hasMissing: Uint8Array
}

/** Slot that no column owns: where the code goes that only makes a row even. */
export const spareSlot = (bins: Bins): number => bins.offsets.at(-1) ?? 0
/** Sums that a histogram has. */
export const slotsOf = (bins: Bins): number => spareSlot(bins) + 1
/** Bin of the missing values of a column, its last. */
export const missingBin = (bins: Bins, column: number): number => (bins.edges[column]?.length ?? 0) + 1

/** Halfway from one value to the next larger one; never as large as that one, also where both are neighbours or infinite. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2
  return middle >= low && middle < high ? middle : low
}

function edgesOf(sorted: Float64Array, bins: number): Float64Array {
  const distinct: number[] = []
  const edges: number[] = []
  for (let index = 0; index < sorted.length && distinct.length <= bins; index++)
    if (index === 0 || sorted[index] !== sorted[index - 1]) distinct.push(sorted[index] as number)
  if (distinct.length <= bins)
    for (let index = 1; index < distinct.length; index++)
      edges.push(between(distinct[index - 1] as number, distinct[index] as number))
  else
    for (let bin = 1; bin < bins; bin++) {
      const place = Math.round((bin * sorted.length) / bins)
      const [low, high] = [sorted[place - 1] as number, sorted[place] as number]
      const edge = low === high ? high : between(low, high)
      if (edge > (edges.at(-1) ?? -Infinity) && edge < (sorted.at(-1) as number)) edges.push(edge)
    }
  return Float64Array.from(edges)
}

/**
 * Bins of about equally many rows; a column of few distinct values gets one for each.
 * @param most bins of a column, 2 to 255; fewer where a table has more than 255 columns
 * @throws {RangeError} where the number of bins is out of range, or columns are more than 16 bits can name
 */
export function binsOf({ rows, columns, values }: Matrix, most: number): Bins {
  if (!(Number.isInteger(most) && most >= 2 && most <= mostBins))
    throw new RangeError(`Bins have to be 2 to ${mostBins}, not ${most}.`)
  const fitting = Math.min(most, Math.floor((mostSlots - 1) / Math.max(columns, 1)) - 1)
  if (fitting < 2) throw new RangeError(`${columns} columns are more than trees can bin.`)
  const step = Math.max(1, rows / quantileRows)
  const taken = Math.floor(rows / step)
  const column = new Float64Array(taken)
  const edges: Float64Array[] = []
  const offsets = new Int32Array(columns + 1)
  for (let index = 0; index < columns; index++) {
    let present = 0
    for (let place = 0; place < taken; place++) {
      const value = values[Math.floor(place * step) * columns + index] as number
      // Adding zero makes -0 and 0 one value.
      if (!Number.isNaN(value)) column[present++] = value + 0
    }
    const found = edgesOf(column.slice(0, present).sort(), fitting)
    edges.push(found)
    offsets[index + 1] = (offsets[index] as number) + found.length + 2
  }
  return { edges, offsets }
}

/** Number of edges that are below the value. */
function binOf(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (value <= (edges[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}

/** The table in slots. */
export function codedTable(bins: Bins, { rows, columns, values }: Matrix): CodedTable {
  const stride = columns + (columns % 2)
  const codes = new Uint16Array(rows * stride).fill(spareSlot(bins))
  const binsByColumn = new Uint8Array(rows * columns)
  const hasMissing = new Uint8Array(columns)
  bins.edges.forEach((edges, column) => {
    const offset = bins.offsets[column] as number
    const missing = missingBin(bins, column)
    for (let row = 0; row < rows; row++) {
      const value = values[row * columns + column] as number
      if (Number.isNaN(value)) hasMissing[column] = 1
      const bin = Number.isNaN(value) ? missing : binOf(edges, value)
      codes[row * stride + column] = offset + bin
      binsByColumn[column * rows + row] = bin
    }
  })
  return { bins, rows, columns, stride, codes, binsByColumn, hasMissing }
}
