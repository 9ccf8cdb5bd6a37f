import { describe, expect, it } from 'vitest'
import { kernelTimeOf } from '../../../src/measurement/kernel-time.ts'
import { randomStream, uniform } from '../../../src/spaces/random.ts'

const stepMs = 0.065536

/** What a clock of that step says of a kernel, begun at any moment of it. */
function coarseReadings(timeMs: number, n: number, seed: number): number[] {
  const random = randomStream(seed)
  return Array.from({ length: n }, () => {
    const beginMs = (stepMs * uniform(random, 0, 1e6)) / 1e6
    return stepMs * (Math.floor((beginMs + timeMs) / stepMs) - Math.floor(beginMs / stepMs))
  })
}

describe('the time of a kernel', () => {
  it('is the median with order statistics where the clock is fine', () => {
    const readings = [5, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12]
    expect(kernelTimeOf(readings, 0.1)).toEqual({ ms: 6.5, low: 3, high: 10, n: 12, statistic: 'median' })
  })

  it('is the mean where the step is more than 2 % of it: there the median is a multiple of the step', () => {
    const time = kernelTimeOf(coarseReadings(0.02, 400, 1), stepMs)
    expect(time).toMatchObject({ statistic: 'mean', n: 400 })
    // floor(d / q) = 0: the median would be 0.
    expect(time!.ms).toBeCloseTo(0.02, 2)
  })

  it.each([0.002, 0.02, 0.06, 0.3, 1.1])(
    'of %d ms lies in its interval about as often as promised, on a clock of 65 us',
    (timeMs) => {
      const runs = 3000
      const hits = Array.from({ length: runs }, (_, seed) => {
        const time = kernelTimeOf(coarseReadings(timeMs, 12, seed + 1), stepMs)!
        return time.low <= timeMs && timeMs <= time.high
      }).filter(Boolean)
      expect(hits.length / runs).toBeGreaterThan(0.93)
    },
  )

  it('does not take equal readings of a coarse clock for a certain time', () => {
    const zeros = kernelTimeOf(Array<number>(10).fill(0), stepMs)!
    expect(zeros).toMatchObject({ ms: 0, low: 0, statistic: 'mean' })
    expect(zeros.high).toBeGreaterThan(0.2 * stepMs)
    const ones = kernelTimeOf(Array<number>(10).fill(stepMs), stepMs)!
    expect(ones.low).toBeLessThan(0.9 * stepMs)
    expect(ones.high).toBeGreaterThan(1.1 * stepMs)
  })

  it('leaves readings out of a mean that no step of the clock explains', () => {
    const held = [...coarseReadings(0.02, 30, 3), 40 * stepMs]
    const time = kernelTimeOf(held, stepMs)!
    expect(time).toMatchObject({ n: 30, statistic: 'mean' })
    expect(time.high).toBeLessThan(stepMs)
  })

  it('never falls below zero, and keeps its order', () => {
    const time = kernelTimeOf([-3, -1, 0.5, -2, 1, -0.5, -4], 0)!
    expect(time).toMatchObject({ ms: 0, low: 0 })
    expect(time.high).toBeGreaterThanOrEqual(time.ms)
  })

  it('of no reading is none, of few has their extremes', () => {
    expect(kernelTimeOf([], stepMs)).toBeNull()
    expect(kernelTimeOf([2, 3, 1], 0)).toMatchObject({ low: 1, ms: 2, high: 3 })
    expect(kernelTimeOf([stepMs, 0], stepMs)).toMatchObject({ low: 0, ms: stepMs / 2, high: 0.065536 })
  })
})
