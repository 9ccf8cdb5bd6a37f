import type { Matrix } from '../../../src/prediction/matrix.ts'
import { randomStream } from '../../../src/spaces/random.ts'

const columns = 14

/** Sizes on a logarithmic scale; logarithms of a time made of products, a root and a step, and noise of 10 %. */
export function madeUpTable(rows: number): { table: Matrix; targets: Float64Array } {
  const random = randomStream(14)
  const unit = () => (random.next() >>> 0) / 2 ** 32
  const values = Float64Array.from({ length: rows * columns }, () => Math.round(2 ** (10 * unit())))
  const targets = Float64Array.from({ length: rows }, (_, row) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = values.subarray(
      row * columns,
      row * columns + 7,
    )
    const noise = unit() + unit() + unit() + unit() - 2
    return Math.log(1 + (a * b) / 50 + c * Math.sqrt(d) + (f > 100 ? e : 0) + g) + 0.17 * noise
  })
  return { table: { rows, columns, values }, targets }
}
