import type { Block } from './plain-products.ts'
import { fastMatrices, negated, rowProduct, subtractRowProducts } from './row-products.ts'

const blockSize = 32

/**
 * The inverse of a lower factor, transposed: row j holds column j of L⁻¹, zero before place j. So stored, every sum
 * below runs along rows.
 */
export function transposedInverse(factor: Float64Array, n: number): Float64Array {
  const [l, t] = fastMatrices(n * n, n * n) as [Float64Array, Float64Array]
  l.set(factor)
  for (let start = 0; start < n; start += blockSize) {
    const size = Math.min(blockSize, n - start)
    for (let row = 0; row < start; row += blockSize) {
      const rows = Math.min(blockSize, start - row)
      const target: Block = { values: t, start: row * n + start, stride: n, rows }
      const done: Block = { values: t, start: row * n + row, stride: n, rows }
      const left: Block = { values: l, start: start * n + row, stride: n, rows: size }
      subtractRowProducts(target, done, left, start - row)
    }
    for (let column = start; column < start + size; column++) t[column * n + column] = 1
    for (let row = 0; row < start + size; row++) solveInBlock(l, t, n, row, start, size)
  }
  return t.slice()
}

function solveInBlock(l: Float64Array, t: Float64Array, n: number, row: number, start: number, size: number) {
  const from = row * n + start
  for (let k = Math.max(0, row - start); k < size; k++) {
    const factor = (start + k) * n + start
    t[from + k] = ((t[from + k] as number) - rowProduct(t, from, l, factor, k)) / (l[factor + k] as number)
  }
}

/** Diagonal of (L Lᵀ)⁻¹. @param t as `transposedInverse` gives it */
export function inverseDiagonal(t: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, row) => {
    const from = row * n + row
    return rowProduct(t, from, t, from, n - row)
  })
}

/** Lower half of (L Lᵀ)⁻¹, n x n; the upper half is not all filled. @param transposed as `transposedInverse` gives it */
export function inverse(transposed: Float64Array, n: number): Float64Array {
  const [t, negative] = fastMatrices(n * n, n * n) as [Float64Array, Float64Array]
  t.set(transposed)
  for (let row = 0; row < n; row += blockSize) {
    const a: Block = { values: t, start: row * n + row, stride: n, rows: Math.min(blockSize, n - row) }
    for (let column = 0; column <= row; column += blockSize) {
      const b: Block = { ...a, start: column * n + row, rows: Math.min(blockSize, n - column) }
      subtractRowProducts(
        { values: negative, start: row * n + column, stride: n, rows: a.rows },
        a,
        b,
        n - row,
      )
    }
  }
  return negated(negative)
}
