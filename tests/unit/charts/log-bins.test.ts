import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logBins, logDomain, logTicks } from '../../../src/charts/log-bins.ts'

const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true })

describe('a logarithmic axis', () => {
  it('holds every positive value, and leaves out what has no logarithm', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1 }), (values) => {
        const [low, high] = logDomain([...values, 0, -3, NaN, Infinity])
        expect(low).toBeLessThan(Math.min(...values))
        expect(high).toBeGreaterThan(Math.max(...values))
      }),
    )
  })

  it('is one decade where there is nothing', () => {
    expect(logDomain([])).toEqual([1, 10])
  })

  it('has room for a single value', () => {
    const [low, high] = logDomain([5])
    expect(high / low).toBeGreaterThan(1.3)
  })

  it('has round ticks inside of it, and no more than asked for', () => {
    fc.assert(
      fc.property(
        positive,
        fc.double({ min: 1.3, max: 1e6, noNaN: true }),
        fc.integer({ min: 3, max: 12 }),
        (low, span, most) => {
          const ticks = logTicks([low, low * span], most)
          expect(ticks.length).toBeLessThanOrEqual(most)
          for (const tick of ticks) expect(tick >= low && tick <= low * span).toBe(true)
        },
      ),
    )
  })

  it('marks 1, 2, 5 where they fit, and decades alone where they do not', () => {
    expect(logTicks([0.9, 110], 8)).toEqual([1, 2, 5, 10, 20, 50, 100])
    expect(logTicks([0.9, 110], 3)).toEqual([1, 10, 100])
    expect(logTicks([1e-3, 1e6], 4)).toHaveLength(4)
  })
})

describe('bins', () => {
  it('count every value of the domain once', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1 }), fc.integer({ min: 1, max: 60 }), (values, count) => {
        const bins = logBins(values, logDomain(values), count)
        expect(bins).toHaveLength(count)
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(values.length)
      }),
    )
  })

  it('put a value between the edges of its bin', () => {
    const bins = logBins([3], [1, 100], 4)
    const [bin] = bins.filter(({ count }) => count === 1)
    expect(bin!.low).toBeLessThanOrEqual(3)
    expect(bin!.high).toBeGreaterThan(3)
  })

  it('leave out what lies outside', () => {
    expect(logBins([0.5, 200, NaN], [1, 100], 4).every(({ count }) => count === 0)).toBe(true)
  })
})
