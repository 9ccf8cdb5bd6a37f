import type { Block } from './plain-products.ts'
import { fastMatrices, rowProduct, subtractRowProducts } from './row-products.ts'

/** Columns that are treated together: what happens within a block is not done by vectors. */
const blockSize = 32

/** A matrix without a Cholesky factor: not symmetric positive definite, to the precision of its numbers. */
export class NotPositiveDefinite extends RangeError {
  override readonly name = 'NotPositiveDefinite'
}

/**
 * The lower factor L of a symmetric positive definite matrix, A = L Lᵀ, in place of it (Golub and Van Loan, Matrix
 * Computations, section 4.2; left-looking by blocks). Only the lower half is read; the upper half is left as it was.
 * @param a n x n values, row after row
 * @throws {NotPositiveDefinite} naming the first column that fails
 */
export function choleskyInPlace(a: Float64Array, n: number): void {
  if (n <= blockSize) return factorBlock(a, n, 0, n)
  const [work] = fastMatrices(n * n) as [Float64Array]
  work.set(a.subarray(0, n * n))
  factor(work, n)
  a.set(work)
}

function factor(a: Float64Array, n: number): void {
  for (let start = 0; start < n; start += blockSize) {
    const size = Math.min(blockSize, n - start)
    const left: Block = { values: a, start: start * n, stride: n, rows: size }
    for (let row = start; row < n; row += blockSize) {
      const rows = Math.min(blockSize, n - row)
      const target: Block = { values: a, start: row * n + start, stride: n, rows }
      subtractRowProducts(target, { values: a, start: row * n, stride: n, rows }, left, start)
    }
    factorBlock(a, n, start, size)
    for (let row = start + size; row < n; row++) solveRow(a, n, row, start, size)
  }
}

function factorBlock(a: Float64Array, n: number, start: number, size: number): void {
  for (let row = start; row < start + size; row++) {
    solveRow(a, n, row, start, row - start)
    const diagonal = row * n + row
    const rest = (a[diagonal] as number) - rowProduct(a, row * n + start, a, row * n + start, row - start)
    if (!(rest > 0))
      throw new NotPositiveDefinite(`Column ${row} of a matrix makes it not positive definite.`)
    a[diagonal] = Math.sqrt(rest)
  }
}

/** The part of a row that stands in the columns of a block that is factored. */
function solveRow(a: Float64Array, n: number, row: number, start: number, size: number): void {
  const from = row * n + start
  for (let k = 0; k < size; k++) {
    const above = (start + k) * n + start
    a[from + k] = ((a[from + k] as number) - rowProduct(a, from, a, above, k)) / (a[above + k] as number)
  }
}

/** Solves L x = b in place of b. */
export function solveLower(l: Float64Array, n: number, b: Float64Array): void {
  for (let row = 0; row < n; row++)
    b[row] = ((b[row] as number) - rowProduct(l, row * n, b, 0, row)) / (l[row * n + row] as number)
}

/** Solves Lᵀ x = b in place of b. */
export function solveLowerTransposed(l: Float64Array, n: number, b: Float64Array): void {
  for (let row = n - 1; row >= 0; row--) {
    const value = (b[row] as number) / (l[row * n + row] as number)
    b[row] = value
    for (let k = 0; k < row; k++) b[k] = (b[k] as number) - value * (l[row * n + k] as number)
  }
}

/** Natural logarithm of the determinant of L Lᵀ. */
export function logDeterminant(l: Float64Array, n: number): number {
  let sum = 0
  for (let row = 0; row < n; row++) sum += Math.log(l[row * n + row] as number)
  return 2 * sum
}
