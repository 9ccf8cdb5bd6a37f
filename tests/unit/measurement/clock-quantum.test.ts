import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantumMs } from '../../../src/measurement/clock-quantum.ts'

describe('the step of a clock, found in its readings', () => {
  it('is that of a browser that clears the low 16 bits of nanoseconds', () => {
    const step = 2 ** 16 / 1e6
    expect(quantumMs([3, 0, 5, 7, 7, 12, 0, 310].map((steps) => steps * step))).toBe(step)
  })

  it('is found through the noise of floating point in long differences', () => {
    const readings = [11, 13, 200, 9001, 20_000].map((steps, index) => {
      const startMs = 123_456.7 + index
      return startMs + steps * 0.005 - startMs
    })
    expect(quantumMs(readings)).toBe(0.005)
  })

  it('is found on a page that has been open for eleven days', () => {
    const origin = 1e9
    const at = (steps: number) => origin + steps * 0.005
    const readings = Array.from({ length: 200 }, (_, i) => at(17 * i + 3 + (i % 31)) - at(17 * i))
    expect(quantumMs(readings)).toBe(0.005)
  })

  it('is found whatever the readings have in common two by two', () => {
    expect(quantumMs([2.244, 0.412, 2.246, 2.247, 2.247])).toBe(0.001)
  })

  it('is a few nanoseconds where the clock has none', () => {
    const readings = Array.from({ length: 50 }, (_, i) => Math.round(1e5 * (1 + Math.sin(i))) / 1e6 + 0.2)
    expect(quantumMs(readings)).toBeLessThan(1e-5)
  })

  it('is not known where the clock stood still, or said nothing', () => {
    expect(quantumMs([])).toBeNull()
    expect(quantumMs([0, 0, 0])).toBeNull()
  })

  it('is the greatest common divisor of any readings of whole nanoseconds', () => {
    const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 1_000_000 }),
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 40 }),
        (stepNs, counts) => {
          const expected = stepNs * counts.reduce(gcd)
          expect(quantumMs(counts.map((count) => (count * stepNs) / 1e6))).toBeCloseTo(expected / 1e6, 5)
        },
      ),
    )
  })
})
