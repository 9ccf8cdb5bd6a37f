import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  medianInterval,
  medianRanks,
  outlierPositions,
  relativeHalfWidth,
} from '../../../src/measurement/statistics.ts'

/** P(a < X <= b) for X binomial(n, 1/2), summed independently of the code under test. */
function coverage(n: number, low: number, high: number): number {
  const logFactorial = (m: number) =>
    Array.from({ length: m }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0)
  const probability = (k: number) =>
    Math.exp(logFactorial(n) - logFactorial(k) - logFactorial(n - k) - n * Math.LN2)
  let sum = 0
  for (let k = low; k < high; k++) sum += probability(k)
  return sum
}

describe('the interval of the median', () => {
  it('has the ranks of the published table for 12 samples', () => {
    expect(medianRanks(12)).toEqual([3, 10])
  })

  it('covers the median with at least 95 %, and no narrower pair of symmetric ranks does', () => {
    for (let n = 6; n <= 200; n++) {
      const [low, high] = medianRanks(n)
      expect(coverage(n, low, high), `n = ${n}`).toBeGreaterThanOrEqual(0.95)
      expect(coverage(n, low + 1, high - 1), `n = ${n}`).toBeLessThan(0.95)
    }
  })

  it('is the extremes where there are too few values', () => {
    expect(medianInterval([5])).toEqual({ median: 5, low: 5, high: 5 })
    expect(medianInterval([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 })
  })

  it('encloses the median and does not depend on the order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 80 }),
        (values) => {
          const interval = medianInterval(values)
          expect(interval.low).toBeLessThanOrEqual(interval.median)
          expect(interval.high).toBeGreaterThanOrEqual(interval.median)
          expect(medianInterval([...values].reverse())).toEqual(interval)
        },
      ),
    )
  })

  it('is infinitely wide around a median of zero', () => {
    expect(relativeHalfWidth({ median: 0, low: 0, high: 1 })).toBe(Infinity)
    expect(relativeHalfWidth({ median: 10, low: 9, high: 11 })).toBeCloseTo(0.1, 12)
  })
})

describe('outliers', () => {
  it('are the values farther than five absolute deviations from the median', () => {
    expect(outlierPositions([10, 11, 9, 10.5, 9.5, 10, 40])).toEqual([6])
  })

  it('are not looked for where the clock is too coarse to show a spread', () => {
    expect(outlierPositions([1, 1, 1, 1, 1, 1, 2])).toEqual([])
  })
})
