import { describe, expect, it } from 'vitest'
import { clockStepUs } from '../../../src/measurement/clock.ts'

/** A clock that shows multiples of `stepMs` while true time passes by `advanceMs` a reading. */
function coarseClock(stepMs: number, advanceMs: number) {
  let trueMs = 1000
  return () => {
    trueMs += advanceMs
    return Math.floor(trueMs / stepMs) * stepMs
  }
}

describe('the clock step', () => {
  it.each([
    [0.005, 5],
    [0.1, 100],
    [1, 1000],
    [0.02, 20],
  ])('of %d ms is found', (stepMs, expectedUs) => {
    expect(clockStepUs(coarseClock(stepMs, 0.0007))).toBeCloseTo(expectedUs, 1)
  })

  it('is the most frequent one when pauses make longer changes', () => {
    let reading = 0
    const clock = coarseClock(0.1, 0.03)
    const paused = () => clock() + (++reading > 50 ? 7 : 0)
    expect(clockStepUs(paused)).toBeCloseTo(100, 1)
  })

  it('is the time allowed when the clock hardly moves', () => {
    expect(clockStepUs(coarseClock(500, 0.5), 200, 100)).toBe(500_000)
  })
})
