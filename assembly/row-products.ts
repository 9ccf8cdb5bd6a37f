/**
 * What is cubic in exact Gaussian processes, in AssemblyScript for WebAssembly with 128-bit SIMD: `npm run assembly`
 * compiles it to src/prediction/wasm. All numbers are 64-bit floats; addresses and strides are in bytes.
 */

/** c[i][j] -= sum over k < depth of a[i][k] b[j][k], for `aRows` rows of a and `bRows` of b. */
export function subtractRowProducts(
  c: usize,
  cStride: usize,
  a: usize,
  aStride: usize,
  aRows: i32,
  b: usize,
  bStride: usize,
  bRows: i32,
  depth: i32,
): void {
  let i = 0
  for (; i + 4 <= aRows; i += 4) {
    const ai = a + (i as usize) * aStride
    const ci = c + (i as usize) * cStride
    let j = 0
    for (; j + 2 <= bRows; j += 2)
      fourByTwo(ci + (j as usize) * 8, cStride, ai, aStride, b + (j as usize) * bStride, bStride, depth)
    for (; j < bRows; j++)
      for (let row: usize = 0; row < 4; row++)
        oneByOne(ci + row * cStride + (j as usize) * 8, ai + row * aStride, b + (j as usize) * bStride, depth)
  }
  for (; i < aRows; i++)
    for (let j = 0; j < bRows; j++)
      oneByOne(
        c + (i as usize) * cStride + (j as usize) * 8,
        a + (i as usize) * aStride,
        b + (j as usize) * bStride,
        depth,
      )
}

function total(values: v128): f64 {
  return f64x2.extract_lane(values, 0) + f64x2.extract_lane(values, 1)
}

function subtract(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) - value)
}

function oneByOne(c: usize, a: usize, b: usize, depth: i32): void {
  let sums = f64x2.splat(0)
  let k = 0
  for (; k + 2 <= depth; k += 2) {
    sums = f64x2.add(sums, f64x2.mul(v128.load(a), v128.load(b)))
    a += 16
    b += 16
  }
  const rest: f64 = k < depth ? load<f64>(a) * load<f64>(b) : 0
  subtract(c, total(sums) + rest)
}

function fourByTwo(
  c: usize,
  cStride: usize,
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  depth: i32,
): void {
  let a0 = a
  let a1 = a0 + aStride
  let a2 = a1 + aStride
  let a3 = a2 + aStride
  let b0 = b
  let b1 = b + bStride
  let s00 = f64x2.splat(0)
  let s01 = s00
  let s10 = s00
  let s11 = s00
  let s20 = s00
  let s21 = s00
  let s30 = s00
  let s31 = s00
  let k = 0
  for (; k + 2 <= depth; k += 2) {
    const x = v128.load(b0)
    const y = v128.load(b1)
    const w0 = v128.load(a0)
    s00 = f64x2.add(s00, f64x2.mul(w0, x))
    s01 = f64x2.add(s01, f64x2.mul(w0, y))
    const w1 = v128.load(a1)
    s10 = f64x2.add(s10, f64x2.mul(w1, x))
    s11 = f64x2.add(s11, f64x2.mul(w1, y))
    const w2 = v128.load(a2)
    s20 = f64x2.add(s20, f64x2.mul(w2, x))
    s21 = f64x2.add(s21, f64x2.mul(w2, y))
    const w3 = v128.load(a3)
    s30 = f64x2.add(s30, f64x2.mul(w3, x))
    s31 = f64x2.add(s31, f64x2.mul(w3, y))
    a0 += 16
    a1 += 16
    a2 += 16
    a3 += 16
    b0 += 16
    b1 += 16
  }
  const isOdd = k < depth
  const x: f64 = isOdd ? load<f64>(b0) : 0
  const y: f64 = isOdd ? load<f64>(b1) : 0
  const w0: f64 = isOdd ? load<f64>(a0) : 0
  const w1: f64 = isOdd ? load<f64>(a1) : 0
  const w2: f64 = isOdd ? load<f64>(a2) : 0
  const w3: f64 = isOdd ? load<f64>(a3) : 0
  subtract(c, total(s00) + w0 * x)
  subtract(c + 8, total(s01) + w0 * y)
  c += cStride
  subtract(c, total(s10) + w1 * x)
  subtract(c + 8, total(s11) + w1 * y)
  c += cStride
  subtract(c, total(s20) + w2 * x)
  subtract(c + 8, total(s21) + w2 * y)
  c += cStride
  subtract(c, total(s30) + w3 * x)
  subtract(c + 8, total(s31) + w3 * y)
}
