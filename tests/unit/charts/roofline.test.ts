import { describe, expect, it } from 'vitest'
import {
  isAbove,
  isMemoryBound,
  leastSeconds,
  radiusOf,
  ridgeOf,
  roofAt,
  rooflineDomain,
  rooflineSummary,
} from '../../../src/charts/roofline.ts'

/** Ridge at 10 FLOP for each byte. */
const roof = { flopsPerSecond: 1e12, bytesPerSecond: 1e11 }
const slow = { flops: 1e9, bytes: 1e9, seconds: 0.02 }
const fast = { flops: 1e9, bytes: 1e6, seconds: 0.002 }
const moving = { flops: 0, bytes: 1e8, seconds: 0.002 }
const cached = { flops: 1e8, bytes: 1e9, seconds: 0.005 }

describe('the roof', () => {
  it('rises with the intensity up to the ridge and is flat beyond it', () => {
    expect(ridgeOf(roof)).toBe(10)
    expect(roofAt(roof, 1)).toBe(1e11)
    expect(roofAt(roof, 10)).toBe(1e12)
    expect(roofAt(roof, 1000)).toBe(1e12)
  })

  it('gives each work a least time', () => {
    expect(leastSeconds(roof, slow)).toBeCloseTo(0.01)
    expect(leastSeconds(roof, fast)).toBeCloseTo(0.001)
    expect(leastSeconds(roof, moving)).toBeCloseTo(0.001)
  })

  it('tells what is bound by memory, and what is faster than it allows', () => {
    expect([slow, fast, moving, cached].map((work) => isMemoryBound(roof, work))).toEqual([
      true,
      false,
      true,
      true,
    ])
    expect([slow, fast, moving, cached].map((work) => isAbove(roof, work))).toEqual([
      false,
      false,
      false,
      true,
    ])
  })
})

it('the summary counts bounds and weights what is reached by time', () => {
  expect(rooflineSummary(roof, [slow, fast, moving])).toEqual({
    memoryBound: 2,
    computeBound: 1,
    above: 0,
    reached: expect.closeTo((0.01 + 0.001 + 0.001) / 0.024) as number,
  })
  expect(rooflineSummary(roof, [cached])).toMatchObject({ above: 1, reached: expect.closeTo(2) as number })
  expect(rooflineSummary(roof, [])).toBeNull()
})

it('the summary counts nothing that only has another shape: no bytes, no bound', () => {
  const renamed = { flops: 0, bytes: 0, seconds: 2e-6 }
  expect(rooflineSummary(roof, [slow, fast, moving, renamed])).toEqual(
    rooflineSummary(roof, [slow, fast, moving]),
  )
  expect(rooflineSummary(roof, [renamed])).toBeNull()
})

it('the axes hold every point with FLOPs and the ridge', () => {
  const { intensity, rate } = rooflineDomain(roof, [slow, fast, moving, cached])
  for (const { flops, bytes, seconds } of [slow, fast, cached]) {
    expect(flops / bytes).toBeGreaterThan(intensity[0])
    expect(flops / bytes).toBeLessThan(intensity[1])
    expect(flops / seconds).toBeGreaterThan(rate[0])
    expect(flops / seconds).toBeLessThan(rate[1])
  }
  expect(intensity[0]).toBeLessThan(10)
  expect(rate[1]).toBeGreaterThan(1e12)
})

it('the area of a point grows with its share', () => {
  expect(radiusOf(0)).toBe(3)
  expect(radiusOf(0.25)).toBe(8.5)
  expect(radiusOf(1)).toBe(14)
  expect(radiusOf(7)).toBe(14)
})
