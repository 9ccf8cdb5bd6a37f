import { instanceOf, moduleOf } from '../wasm/instance.ts'
import { compiled } from '../wasm/row-products.wasm.ts'
import { subtractPlainly, type Block } from './plain-products.ts'

/** What assembly/row-products.ts exports. */
interface RowProducts {
  subtractRowProducts(
    c: number,
    cStride: number,
    a: number,
    aStride: number,
    aRows: number,
    b: number,
    bStride: number,
    bRows: number,
    depth: number,
  ): void
}

const bytes = 8
const page = 65_536
/** Below it is what the compiler keeps for itself. */
const firstAddress = 1024

/** A memory much larger than what is asked for goes after so many calls in a row: a new one for each would cost more. */
const callsToKeep = 64
const muchLarger = 8

/** Where matrices stand, and what works on it; without SIMD there are no products, and plain loops take their place. */
interface Store {
  readonly buffer: ArrayBuffer
  readonly products: RowProducts | null
}

let store: Store | undefined
let callsTooSmall = 0

function storeOf(size: number): Store {
  const module = moduleOf(compiled)
  if (!module) return { buffer: new ArrayBuffer(size), products: null }
  const memory = new WebAssembly.Memory({ initial: Math.ceil(size / page) })
  return { buffer: memory.buffer, products: instanceOf(module, memory) as unknown as RowProducts }
}

/**
 * Matrices of so many numbers, all 0, in one WebAssembly memory: where `subtractRowProducts` works. The next call takes
 * the memory for its own matrices, so what is to stay has to be copied out of it.
 */
export function fastMatrices(...lengths: readonly number[]): Float64Array[] {
  const total = firstAddress + bytes * lengths.reduce((sum, length) => sum + length, 0)
  callsTooSmall = store && muchLarger * total < store.buffer.byteLength ? callsTooSmall + 1 : 0
  if (!store || store.buffer.byteLength < total || callsTooSmall > callsToKeep) store = storeOf(total)
  const { buffer } = store
  let address = firstAddress
  return lengths.map((length) => {
    const matrix = new Float64Array(buffer, address, length)
    address += bytes * length
    return matrix.fill(0)
  })
}

/**
 * c[i][j] -= sum over k < depth of a[i][k] b[j][k], for all rows i of a and j of b. Everything that is cubic here
 * comes down to this.
 * All three are of the last call of `fastMatrices`.
 */
export function subtractRowProducts(c: Block, a: Block, b: Block, depth: number): void {
  if (!store || [a, b, c].some(({ values }) => values.buffer !== store?.buffer))
    throw new RangeError('These matrices do not stand in the memory of the products.')
  if (!store.products) return subtractPlainly(c, a, b, depth)
  const addressOf = ({ values, start }: Block) => values.byteOffset + bytes * start
  store.products.subtractRowProducts(
    addressOf(c),
    bytes * c.stride,
    addressOf(a),
    bytes * a.stride,
    a.rows,
    addressOf(b),
    bytes * b.stride,
    b.rows,
    depth,
  )
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

/** A copy with the other sign. A plain loop: `map` calls a function for every number. */
export function negated(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length)
  for (let place = 0; place < values.length; place++) result[place] = -(values[place] as number)
  return result
}

/** Rows that are multiplied together. */
const blockSize = 64

/** Rows of numbers, one after another. */
export interface Rows {
  readonly count: number
  readonly width: number
  readonly values: Float64Array
}

/** Scalar product of each row of a with each row of b, row after row; `isLower` may leave places above the diagonal 0. */
export function productsOfRows(a: Rows, b: Rows, isLower = false): Float64Array {
  const [negative, left, right] = fastMatrices(a.count * b.count, a.values.length, b.values.length) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  left.set(a.values)
  right.set(b.values)
  const { width } = a
  for (let row = 0; row < a.count; row += blockSize) {
    const rows = Math.min(blockSize, a.count - row)
    const until = isLower ? Math.min(b.count, row + rows) : b.count
    subtractRowProducts(
      { values: negative, start: row * b.count, stride: b.count, rows },
      { values: left, start: row * width, stride: width, rows },
      { values: right, start: 0, stride: width, rows: until },
      width,
    )
  }
  return negated(negative)
}
