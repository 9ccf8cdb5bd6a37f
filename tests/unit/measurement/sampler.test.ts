import { describe, expect, it } from 'vitest'
import { CanaryWatch, type CanaryRole } from '../../../src/measurement/canary-watch.ts'
import { standardProtocol } from '../../../src/measurement/protocol.ts'
import { sampleTiming, type SampleTools } from '../../../src/measurement/sampler.ts'

/** A device in simulated time: every sample moves the clock by what it takes. */
function device(sampleMs: (index: number) => number, canaryMs?: (index: number) => number) {
  let nowMs = 0
  let samples = 0
  let canaries = 0
  const take = (timeMs: number) => {
    nowMs += timeMs
    return Promise.resolve(timeMs)
  }
  return {
    now: () => nowMs,
    sample: () => take(sampleMs(samples++)),
    canary: canaryMs ? () => take(canaryMs(canaries++)) : null,
    pause: (timeMs: number) => {
      nowMs += timeMs
    },
  }
}

const ungated = (tools: Pick<SampleTools, 'now' | 'sample'> & { batch?: number }) =>
  sampleTiming(standardProtocol, { batch: 1, watch: null, canary: null, ...tools })

/** Repeatable noise of about one part in a hundred. */
const wobble = (index: number) => 1 + 0.01 * Math.sin(index * 12.9898)

describe('sampling', () => {
  it('stops as soon as the interval is narrow and the samples are enough', async () => {
    const timing = await ungated(device((i) => 8 * wobble(i)))
    expect(timing).toMatchObject({ stop: 'narrow', n: 12, tagged: { clock: [], outlier: [], gap: [] } })
    expect(timing.samples).toHaveLength(12)
    expect(timing.median).toBeCloseTo(8, 0)
  })

  it('divides a sample by its inferences', async () => {
    const timing = await ungated({ ...device(() => 8), batch: 16 })
    expect(timing).toMatchObject({ median: 0.5, batch: 16 })
  })

  it('stops after the time allowed where times stay apart', async () => {
    const timing = await ungated(device((i) => 10 + 5 * (i % 3)))
    expect(timing.stop).toBe('time')
    expect(timing.samples.reduce((a, b) => a + b)).toBeGreaterThanOrEqual(standardProtocol.samplingMs)
  })

  it('takes three samples of a network that is slower than the time allowed', async () => {
    expect(await ungated(device(() => 900))).toMatchObject({ stop: 'time', n: 3, median: 900 })
  })

  it('stops at the largest number of samples', async () => {
    expect(await ungated(device((i) => 0.1 + 0.05 * (i % 2)))).toMatchObject({ stop: 'samples', n: 60 })
  })

  it('keeps an outlier, tags it, and leaves it out of the median', async () => {
    const timing = await ungated(device((i) => (i === 4 ? 90 : 8 * wobble(i))))
    expect(timing.tagged.outlier).toEqual([4])
    expect(timing.samples[4]).toBe(90)
    expect(timing.n).toBe(timing.samples.length - 1)
    expect(timing.high).toBeLessThan(9)
  })
})

describe('the clock canary', () => {
  const gated = async (
    canaryMs: (index: number) => number,
    sampleMs: (index: number) => number,
    bestMs = Infinity,
    role: CanaryRole = 'gate',
  ) => {
    const { now, sample, canary } = device(sampleMs, canaryMs)
    const watch = new CanaryWatch(bestMs, standardProtocol.canaryTolerance, role)
    return { watch, timing: await sampleTiming(standardProtocol, { batch: 1, watch, canary, now, sample }) }
  }

  it('tags samples at another clock state and samples again until enough are at the best one', async () => {
    // From the 5th sample on the clock is slow for ten samples.
    const isSlow = (index: number) => index >= 5 && index < 15
    const { timing, watch } = await gated(
      (i) => (isSlow(i) ? 1.2 : 1),
      (i) => (isSlow(i) ? 9.6 : 8) * wobble(i),
    )
    expect(timing.tagged.clock).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
    expect(timing.n).toBe(12)
    expect(timing.median).toBeCloseTo(8, 0)
    expect(watch.bestCanaryMs).toBe(1)
    expect(timing.canaryMs).toHaveLength(timing.samples.length + 1)
  })

  it('judges by the best canary of the whole campaign', async () => {
    const { timing } = await gated(
      () => 1,
      () => 20,
      0.9,
    )
    expect(timing.tagged.clock).toHaveLength(timing.samples.length)
    // Nothing is at the best state: the median is of all, and the tags say so.
    expect(timing).toMatchObject({ stop: 'time', n: timing.samples.length, median: 20 })
  })

  it('does not take a canary of zero or less for the best', async () => {
    const { watch, timing } = await gated(
      (i) => (i === 3 ? -4 : 1),
      (i) => 8 * wobble(i),
    )
    expect(watch.bestCanaryMs).toBe(1)
    expect(timing.tagged.clock).toEqual([2, 3])
  })

  it('corrects samples on a shared CPU by how much slower the canaries around them ran', async () => {
    // Neighbours take up to a third of the core, from both the canary and the sample.
    const slowdown = (index: number) => 1 + 0.3 * Math.abs(Math.sin(index / 5))
    const { timing } = await gated(
      (i) => slowdown(i),
      (i) => 8 * Math.sqrt(slowdown(i) * slowdown(i + 1)),
      Infinity,
      'correct',
    )
    expect(timing.tagged.clock).toEqual([])
    expect(timing.median).toBeGreaterThan(8.5)
    expect(timing.canaryBestMs).toBe(1)
    expect(timing.correctedMedian).toBeCloseTo(8, 6)
  })

  it('corrects nothing where samples are gated', async () => {
    const { timing } = await gated(
      () => 1,
      () => 8,
    )
    expect(timing).toMatchObject({ correctedMedian: null, canaryBestMs: 1 })
  })
})
