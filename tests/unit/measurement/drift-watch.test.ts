import { describe, expect, it } from 'vitest'
import type { Timing } from '../../../src/dataset/record.ts'
import { DriftWatch } from '../../../src/measurement/drift-watch.ts'
import { standardProtocol } from '../../../src/measurement/protocol.ts'

const timing = (median: number, halfWidth = 0.01 * median): Timing => ({
  median,
  low: median - halfWidth,
  high: median + halfWidth,
  n: 12,
  samples: [median],
  batch: 1,
  stop: 'narrow',
  tagged: { clock: [], outlier: [], gap: [] },
  canaryMs: [],
  canaryBestMs: null,
  correctedMedian: null,
})

const after = (...medians: readonly number[]) => {
  const watch = new DriftWatch(standardProtocol)
  for (const median of medians) watch.note(timing(median))
  return watch
}

describe('the drift of the canary', () => {
  it('is its time over the best so far', () => {
    expect(new DriftWatch(standardProtocol).drift).toBeNull()
    expect(after(10).drift).toBe(0)
    expect(after(10, 12).drift).toBeCloseTo(0.2, 12)
    expect(after(10, 8).drift).toBe(0)
    expect(after(10, 10.4).isMarked).toBe(false)
    expect(after(10, 10.6).isMarked).toBe(true)
  })

  it('asks for longer and longer pauses while it stays high', () => {
    const watch = after(10, 12)
    const pauses = [1, 2, 3, 4].map(() => watch.coolDownMs(timing(12), 1e9, 0))
    expect(pauses).toEqual([...standardProtocol.coolDownMs, 0])
  })

  it('asks for none where the canary itself is uncertain', () => {
    expect(after(10, 12).coolDownMs(timing(12, 2), 1e9, 0)).toBe(0)
  })

  it('never lets pauses take more than a fifth of the time', () => {
    expect(after(10, 12).coolDownMs(timing(12), 10_000, 0)).toBe(0)
    expect(after(10, 12).coolDownMs(timing(12), 100_000, 18_000)).toBe(0)
    expect(after(10, 12).coolDownMs(timing(12), 100_000, 10_000)).toBe(5_000)
  })
})
