/**
 * The steps of learning a graph network, in AssemblyScript for WebAssembly with 128-bit SIMD: `npm run assembly`
 * compiles it to src/prediction/wasm. All numbers are 32-bit floats; addresses and strides are in bytes, counts in
 * numbers. Widths are whole multiples of 8 and counts of elementwise steps of 4. Sums are taken in an order that does
 * not depend on how many rows there are: a row gives the same bits in any batch.
 */

const lanes: i32 = 4
const bytes: usize = 4

/**
 * c[i][j] = (adds ? c[i][j] : 0) + sum over k < inner of a[i][k] b[k][j], where a[i][k] stands at
 * a + i aRow + k aStep: with the strides exchanged, a is read transposed. b and c are dense, `columns` wide.
 */
export function product(
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  c: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  adds: bool,
): void {
  const width = (columns as usize) * bytes
  let i = 0
  for (; i + 4 <= rows; i += 4)
    for (let j: usize = 0; j < width; j += 32)
      fourRows(a + (i as usize) * aRow, aRow, aStep, b + j, width, c + (i as usize) * width + j, inner, adds)
  for (; i < rows; i++)
    for (let j: usize = 0; j < width; j += 32)
      oneRow(a + (i as usize) * aRow, aStep, b + j, width, c + (i as usize) * width + j, inner, adds)
}

function fourRows(
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  width: usize,
  c: usize,
  inner: i32,
  adds: bool,
): void {
  const c1 = c + width
  const c2 = c1 + width
  const c3 = c2 + width
  let a0 = a
  let a1 = a0 + aRow
  let a2 = a1 + aRow
  let a3 = a2 + aRow
  const zero = f32x4.splat(0)
  let s00 = adds ? v128.load(c) : zero
  let s01 = adds ? v128.load(c, 16) : zero
  let s10 = adds ? v128.load(c1) : zero
  let s11 = adds ? v128.load(c1, 16) : zero
  let s20 = adds ? v128.load(c2) : zero
  let s21 = adds ? v128.load(c2, 16) : zero
  let s30 = adds ? v128.load(c3) : zero
  let s31 = adds ? v128.load(c3, 16) : zero
  for (let k = 0; k < inner; k++) {
    const x = v128.load(b)
    const y = v128.load(b, 16)
    b += width
    const w0 = v128.load32_splat(a0)
    a0 += aStep
    s00 = f32x4.add(s00, f32x4.mul(w0, x))
    s01 = f32x4.add(s01, f32x4.mul(w0, y))
    const w1 = v128.load32_splat(a1)
    a1 += aStep
    s10 = f32x4.add(s10, f32x4.mul(w1, x))
    s11 = f32x4.add(s11, f32x4.mul(w1, y))
    const w2 = v128.load32_splat(a2)
    a2 += aStep
    s20 = f32x4.add(s20, f32x4.mul(w2, x))
    s21 = f32x4.add(s21, f32x4.mul(w2, y))
    const w3 = v128.load32_splat(a3)
    a3 += aStep
    s30 = f32x4.add(s30, f32x4.mul(w3, x))
    s31 = f32x4.add(s31, f32x4.mul(w3, y))
  }
  v128.store(c, s00)
  v128.store(c, s01, 16)
  v128.store(c1, s10)
  v128.store(c1, s11, 16)
  v128.store(c2, s20)
  v128.store(c2, s21, 16)
  v128.store(c3, s30)
  v128.store(c3, s31, 16)
}

function oneRow(a: usize, aStep: usize, b: usize, width: usize, c: usize, inner: i32, adds: bool): void {
  const zero = f32x4.splat(0)
  let s0 = adds ? v128.load(c) : zero
  let s1 = adds ? v128.load(c, 16) : zero
  for (let k = 0; k < inner; k++) {
    const w = v128.load32_splat(a)
    s0 = f32x4.add(s0, f32x4.mul(w, v128.load(b)))
    s1 = f32x4.add(s1, f32x4.mul(w, v128.load(b, 16)))
    a += aStep
    b += width
  }
  v128.store(c, s0)
  v128.store(c, s1, 16)
}

/** to[j][i] = from[i][j]. */
export function transpose(from: usize, to: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      store<f32>(
        to + ((j * rows + i) as usize) * bytes,
        load<f32>(from + ((i * columns + j) as usize) * bytes),
      )
}

/**
 * to[row] = sum of from[s] for every s in sources[starts[row] .. starts[row + 1]], which may name one row several
 * times.
 */
export function gather(starts: usize, sources: usize, from: usize, to: usize, rows: i32, columns: i32): void {
  const width = (columns as usize) * bytes
  for (let row = 0; row < rows; row++) {
    const begin = load<i32>(starts + (row as usize) * 4)
    const end = load<i32>(starts + (row as usize) * 4, 4)
    for (let j: usize = 0; j < width; j += 32) {
      let s0 = f32x4.splat(0)
      let s1 = f32x4.splat(0)
      for (let at = begin; at < end; at++) {
        const source = from + (load<i32>(sources + (at as usize) * 4) as usize) * width + j
        s0 = f32x4.add(s0, v128.load(source))
        s1 = f32x4.add(s1, v128.load(source, 16))
      }
      v128.store(to, s0)
      v128.store(to, s1, 16)
      to += 32
    }
  }
}

function total(values: v128): f32 {
  return (
    f32x4.extract_lane(values, 0) +
    f32x4.extract_lane(values, 1) +
    (f32x4.extract_lane(values, 2) + f32x4.extract_lane(values, 3))
  )
}

/**
 * Bias, layer normalisation and ReLU for each row of z: normal = (z + bias - mean) / deviation, result =
 * max(0, gain normal + shift). `numbers` holds bias, gain and shift one after another; z may stand where normal does.
 */
export function normalise(
  z: usize,
  numbers: usize,
  normal: usize,
  inverses: usize,
  result: usize,
  rows: i32,
  columns: i32,
): void {
  const width = (columns as usize) * bytes
  const share: f32 = 1 / (columns as f32)
  const zero = f32x4.splat(0)
  for (let row = 0; row < rows; row++) {
    let sum = zero
    for (let j: usize = 0; j < width; j += 16) {
      const value = f32x4.add(v128.load(z + j), v128.load(numbers + j))
      v128.store(normal + j, value)
      sum = f32x4.add(sum, value)
    }
    const mean = f32x4.splat(total(sum) * share)
    let squares = zero
    for (let j: usize = 0; j < width; j += 16) {
      const value = f32x4.sub(v128.load(normal + j), mean)
      v128.store(normal + j, value)
      squares = f32x4.add(squares, f32x4.mul(value, value))
    }
    const inverse: f32 = 1 / sqrt<f32>(total(squares) * share + 1e-5)
    store<f32>(inverses, inverse)
    const scale = f32x4.splat(inverse)
    for (let j: usize = 0; j < width; j += 16) {
      const value = f32x4.mul(v128.load(normal + j), scale)
      v128.store(normal + j, value)
      const moved = f32x4.add(
        f32x4.mul(value, v128.load(numbers + width + j)),
        v128.load(numbers + 2 * width + j),
      )
      v128.store(result + j, f32x4.max(moved, zero))
    }
    z += width
    normal += width
    result += width
    inverses += bytes
  }
}

/**
 * The way back through `normalise`: `slopes`, by the result, become those by z in their place; those by bias, gain and
 * shift are added to `numberSlopes`.
 */
export function normaliseBack(
  slopes: usize,
  numbers: usize,
  normal: usize,
  inverses: usize,
  result: usize,
  numberSlopes: usize,
  rows: i32,
  columns: i32,
): void {
  const width = (columns as usize) * bytes
  const share: f32 = 1 / (columns as f32)
  const zero = f32x4.splat(0)
  const gains = numbers + width
  const gainSlopes = numberSlopes + width
  const shiftSlopes = gainSlopes + width
  for (let row = 0; row < rows; row++) {
    let sum = zero
    let products = zero
    for (let j: usize = 0; j < width; j += 16) {
      const value = v128.load(normal + j)
      const slope = v128.and(v128.load(slopes + j), f32x4.gt(v128.load(result + j), zero))
      v128.store(shiftSlopes + j, f32x4.add(v128.load(shiftSlopes + j), slope))
      v128.store(gainSlopes + j, f32x4.add(v128.load(gainSlopes + j), f32x4.mul(slope, value)))
      const inner = f32x4.mul(slope, v128.load(gains + j))
      v128.store(slopes + j, inner)
      sum = f32x4.add(sum, inner)
      products = f32x4.add(products, f32x4.mul(inner, value))
    }
    const mean = f32x4.splat(total(sum) * share)
    const slant = f32x4.splat(total(products) * share)
    const inverse = f32x4.splat(load<f32>(inverses))
    for (let j: usize = 0; j < width; j += 16) {
      const value = v128.load(normal + j)
      const inner = f32x4.sub(f32x4.sub(v128.load(slopes + j), mean), f32x4.mul(value, slant))
      const slope = f32x4.mul(inner, inverse)
      v128.store(slopes + j, slope)
      v128.store(numberSlopes + j, f32x4.add(v128.load(numberSlopes + j), slope))
    }
    slopes += width
    normal += width
    result += width
    inverses += bytes
  }
}

/**
 * One step of AdamW (Loshchilov and Hutter 2019, algorithm 2) on `count` parameters.
 * @param rate learning rate @param decay of the parameters, times the rate
 * @param meanShare 1 / (1 - 0.9^step) @param squareShare 1 / (1 - 0.999^step)
 */
export function adam(
  parameters: usize,
  gradients: usize,
  means: usize,
  squares: usize,
  count: i32,
  rate: f32,
  decay: f32,
  meanShare: f32,
  squareShare: f32,
): void {
  const kept = f32x4.splat(1 - rate * decay)
  const first = f32x4.splat(rate * meanShare)
  const second = f32x4.splat(squareShare)
  const tiny = f32x4.splat(1e-8)
  for (let at = 0; at < count; at += lanes) {
    const offset = (at as usize) * bytes
    const gradient = v128.load(gradients + offset)
    const mean = f32x4.add(
      f32x4.mul(f32x4.splat(0.9), v128.load(means + offset)),
      f32x4.mul(f32x4.splat(0.1), gradient),
    )
    const square = f32x4.add(
      f32x4.mul(f32x4.splat(0.999), v128.load(squares + offset)),
      f32x4.mul(f32x4.splat(0.001), f32x4.mul(gradient, gradient)),
    )
    v128.store(means + offset, mean)
    v128.store(squares + offset, square)
    const step = f32x4.div(f32x4.mul(first, mean), f32x4.add(f32x4.sqrt(f32x4.mul(second, square)), tiny))
    v128.store(parameters + offset, f32x4.sub(f32x4.mul(v128.load(parameters + offset), kept), step))
  }
}

/** averages = kept averages + (1 - kept) parameters. */
export function follow(averages: usize, parameters: usize, count: i32, kept: f32): void {
  const old = f32x4.splat(kept)
  const fresh = f32x4.splat(1 - kept)
  for (let at = 0; at < count; at += lanes) {
    const offset = (at as usize) * bytes
    v128.store(
      averages + offset,
      f32x4.add(
        f32x4.mul(old, v128.load(averages + offset)),
        f32x4.mul(fresh, v128.load(parameters + offset)),
      ),
    )
  }
}
