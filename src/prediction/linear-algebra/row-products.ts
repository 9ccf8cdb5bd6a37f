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
 * c[i][j] -= sum over k < depth of a[i][k] b[j][k], for all rows i of a and j of b. Everything that is cubic here
 * comes down to this: rows are read in order, and each value that is read serves four or two products.
 */
export function subtractRowProducts(c: Block, a: Block, b: Block, depth: number): void {
  let i = 0
  for (; i + 4 <= a.rows; i += 4) {
    let j = 0
    for (; j + 2 <= b.rows; j += 2) fourByTwo(c, a, b, depth, i, j)
    for (let row = i; row < i + 4; row++) oneByOne(c, a, b, depth, row, j)
  }
  for (; i < a.rows; i++) oneByOne(c, a, b, depth, i, 0)
}

/** The same for rows i to i + 3 of a and j to j + 1 of b, in registers. Plain statements: engines keep them there. */
function fourByTwo(c: Block, a: Block, b: Block, depth: number, i: number, j: number): void {
  const av = a.values
  const bv = b.values
  const cv = c.values
  const a0 = a.start + i * a.stride
  const a1 = a0 + a.stride
  const a2 = a1 + a.stride
  const a3 = a2 + a.stride
  const b0 = b.start + j * b.stride
  const b1 = b0 + b.stride
  let s00 = 0
  let s01 = 0
  let s10 = 0
  let s11 = 0
  let s20 = 0
  let s21 = 0
  let s30 = 0
  let s31 = 0
  for (let k = 0; k < depth; k++) {
    const x = bv[b0 + k] as number
    const y = bv[b1 + k] as number
    const w0 = av[a0 + k] as number
    const w1 = av[a1 + k] as number
    const w2 = av[a2 + k] as number
    const w3 = av[a3 + k] as number
    s00 += w0 * x
    s01 += w0 * y
    s10 += w1 * x
    s11 += w1 * y
    s20 += w2 * x
    s21 += w2 * y
    s30 += w3 * x
    s31 += w3 * y
  }
  const c0 = c.start + i * c.stride + j
  subtractPair(cv, c0, s00, s01)
  subtractPair(cv, c0 + c.stride, s10, s11)
  subtractPair(cv, c0 + 2 * c.stride, s20, s21)
  subtractPair(cv, c0 + 3 * c.stride, s30, s31)
}

function subtractPair(values: Float64Array, at: number, first: number, second: number): void {
  values[at] = (values[at] as number) - first
  values[at + 1] = (values[at + 1] as number) - second
}

/** The same for row `i` of a and the rows of b from `j` on. */
function oneByOne(c: Block, a: Block, b: Block, depth: number, i: number, from: number): void {
  for (let j = from; j < b.rows; j++) {
    const at = c.start + i * c.stride + j
    c.values[at] =
      (c.values[at] as number) -
      rowProduct(a.values, a.start + i * a.stride, b.values, b.start + j * b.stride, depth)
  }
}

/** Sum over k < depth of a[aStart + k] b[bStart + k]. */
export function rowProduct(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  depth: number,
): number {
  let sum = 0
  for (let k = 0; k < depth; k++) sum += (a[aStart + k] as number) * (b[bStart + k] as number)
  return sum
}
