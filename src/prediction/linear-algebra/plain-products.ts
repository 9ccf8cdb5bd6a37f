/** A part of a matrix that is stored row after row. */
export interface Block {
  readonly values: Float64Array
  /** Where the first row begins. */
  readonly start: number
  /** Values from one row to the next. */
  readonly stride: number
  readonly rows: number
}

/**
 * What assembly/row-products.ts does, bit for bit, where the engine has no SIMD: even and odd places are summed apart,
 * as the two lanes of a vector are.
 */
export function subtractPlainly(c: Block, a: Block, b: Block, depth: number): void {
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++) {
      const at = c.start + i * c.stride + j
      const product = pairedProduct(a.values, a.start + i * a.stride, b.values, b.start + j * b.stride, depth)
      c.values[at] = (c.values[at] as number) - product
    }
}

function pairedProduct(a: Float64Array, aStart: number, b: Float64Array, bStart: number, depth: number) {
  let even = 0
  let odd = 0
  let k = 0
  for (; k + 2 <= depth; k += 2) {
    even += (a[aStart + k] as number) * (b[bStart + k] as number)
    odd += (a[aStart + k + 1] as number) * (b[bStart + k + 1] as number)
  }
  const rest = k < depth ? (a[aStart + k] as number) * (b[bStart + k] as number) : 0
  return even + odd + rest
}
