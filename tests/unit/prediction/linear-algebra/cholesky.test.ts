import { describe, expect, test } from 'vitest'
import {
  choleskyInPlace,
  logDeterminant,
  NotPositiveDefinite,
  solveLower,
  solveLowerTransposed,
} from '../../../../src/prediction/linear-algebra/cholesky.ts'
import {
  inverse,
  inverseDiagonal,
  transposedInverse,
} from '../../../../src/prediction/linear-algebra/inverse.ts'

/** exp(-|i - j| / 9) with a little on the diagonal: positive definite at any size. */
function smooth(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, place) => {
    const [i, j] = [Math.floor(place / n), place % n]
    return Math.exp(-Math.abs(i - j) / 9) + (i === j ? 0.01 : 0)
  })
}

// Around the size of a block, and where rows are left over after fours and pairs.
describe.each([1, 2, 5, 63, 64, 65, 131])('a matrix of %i rows', (n) => {
  const a = smooth(n)
  const l = a.slice()
  choleskyInPlace(l, n)

  test('is the product of its factor with its transpose', () => {
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        let sum = 0
        for (let k = 0; k <= j; k++) sum += l[i * n + k]! * l[j * n + k]!
        expect(sum).toBeCloseTo(a[i * n + j]!, 12)
      }
  })

  test('is solved', () => {
    const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i))
    const b = x.map((_, i) => x.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0))
    solveLower(l, n, b)
    solveLowerTransposed(l, n, b)
    b.forEach((value, i) => expect(value).toBeCloseTo(x[i]!, 9))
  })

  test('has an inverse', () => {
    const t = transposedInverse(l, n)
    const inverted = inverse(t, n)
    const diagonal = inverseDiagonal(t, n)
    const at = (i: number, j: number) => inverted[Math.max(i, j) * n + Math.min(i, j)]!
    for (let i = 0; i < n; i++) {
      expect(diagonal[i]).toBeCloseTo(at(i, i), 8)
      let sum = 0
      for (let k = 0; k < n; k++) sum += a[i * n + k]! * at(k, 0)
      expect(sum).toBeCloseTo(i === 0 ? 1 : 0, 8)
    }
  })
})

test('the determinant is that of a diagonal matrix', () => {
  const a = Float64Array.of(4, 0, 0, 9)
  choleskyInPlace(a, 2)
  expect(logDeterminant(a, 2)).toBeCloseTo(Math.log(36), 12)
})

test('what is not positive definite is refused', () => {
  expect(() => choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2)).toThrow(NotPositiveDefinite)
  expect(() => choleskyInPlace(Float64Array.of(NaN), 1)).toThrow(NotPositiveDefinite)
})
