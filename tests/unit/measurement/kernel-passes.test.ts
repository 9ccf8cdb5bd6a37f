import { describe, expect, it } from 'vitest'
import { timeInNetwork } from '../../../src/measurement/kernel-passes.ts'
import { PassGate } from '../../../src/measurement/pass-gate.ts'
import { standardProtocol as protocol } from '../../../src/measurement/protocol.ts'
import { simulated, type SimulatedDevice } from '../../fixtures/simulated-network.ts'

const stepMs = 2 ** 16 / 1e6
const kernelsMs = [4, 2, 1, 0.5]

function timed(device: Partial<SimulatedDevice>, bestCanaryMs = Infinity, isGating = true) {
  const whole = { kernelsMs, ...device }
  const { executable, now, seen } = simulated(whole)
  const gate = new PassGate(bestCanaryMs, protocol.canaryTolerance, isGating)
  const timing = timeInNetwork(() => executable.timeKernels(), whole.kernelsMs.length, protocol, gate, now)
  return { timing, seen }
}

describe('kernels inside of their network', () => {
  it('are timed until the interval of their sum is narrow, the first pass thrown away', async () => {
    const { timing, seen } = timed({})
    const found = await timing
    expect(found).toMatchObject({ passes: protocol.kernelLeastPasses, canaryMs: [], offClock: [] })
    expect(seen.passes).toBe(protocol.kernelLeastPasses + 1)
    found!.times.forEach((time, kernel) => {
      expect(time).toMatchObject({ n: protocol.kernelLeastPasses, statistic: 'median' })
      expect(time!.ms / kernelsMs[kernel]!).toBeGreaterThanOrEqual(1)
      expect(time!.ms / kernelsMs[kernel]!).toBeLessThan(1.01)
    })
    expect(found!.wallMs).toBeGreaterThan(7.5)
  })

  it('the thrown away pass has no part in anything', async () => {
    const { timing } = timed({
      spoil: (pass, answer) => (pass === 0 ? { ...answer, timesMs: kernelsMs.map(() => 900) } : answer),
    })
    expect((await timing)!.times[0]!.high).toBeLessThan(5)
  })

  it('ends at the most passes or after the time allowed, where times stay apart', async () => {
    const apart = (scale: number): NonNullable<SimulatedDevice['spoil']> => {
      return (pass, answer) => ({
        ...answer,
        timesMs: answer.timesMs.map((timeMs) => (timeMs ?? 0) / (pass % 2 === 0 ? 1 : scale)),
      })
    }
    const short = timed({ kernelsMs: [0.1, 0.1], spoil: apart(3) })
    expect(await short.timing).toMatchObject({ passes: protocol.kernelMostPasses })
    const long = timed({ kernelsMs: [40, 40], spoil: apart(3) })
    const { passes } = (await long.timing)!
    expect(passes).toBe(Math.ceil(protocol.kernelSamplingMs / 81))
  })

  it('of a slow network are timed three times, of a very slow one once', async () => {
    expect(await timed({ kernelsMs: [400, 100] }).timing).toMatchObject({ passes: 3 })
    expect(await timed({ kernelsMs: [4000, 1000] }).timing).toMatchObject({ passes: 1 })
  })
})

describe('a clock with a step', () => {
  it('is found out, and means are taken of what is short for it', async () => {
    const found = await timed({ kernelsMs: [4, 0.02, 0.01], quantumMs: stepMs }).timing
    expect(found!.quantumUs).toBe(65.536)
    expect(found!.times.map((time) => time!.statistic)).toEqual(['median', 'mean', 'mean'])
  })

  it('larger than every kernel gives means, not zeros: their sum is right', async () => {
    const found = await timed({ kernelsMs: [0.03, 0.02, 0.01], quantumMs: stepMs, noise: 0 }).timing
    expect(found).toMatchObject({ passes: protocol.kernelMostPasses, quantumUs: 65.536 })
    let sumMs = 0
    for (const time of found!.times) {
      expect(time).toMatchObject({ statistic: 'mean', n: protocol.kernelMostPasses })
      expect(time!.ms).toBeGreaterThan(0)
      sumMs += time!.ms
    }
    // The mean of 40 readings of 0.06 ms has a standard deviation of 4 % of the step.
    expect(Math.abs(sumMs - 0.06)).toBeLessThan(0.2 * stepMs)
  })

  it('that stands still is no clock', async () => {
    const still: NonNullable<SimulatedDevice['spoil']> = (_, answer) => ({
      ...answer,
      timesMs: kernelsMs.map(() => 0),
    })
    expect(await timed({ spoil: still }).timing).toBeNull()
  })
})

describe('what a clock may say wrong', () => {
  it('a time that went backwards is left out of that kernel, the others stay', async () => {
    const { timing } = timed({
      spoil: (pass, answer) => {
        const backwards = pass % 2 === 1 ? null : -3
        return {
          ...answer,
          timesMs: answer.timesMs.map((timeMs, i) => (i === 2 && pass < 5 ? backwards : timeMs)),
        }
      },
    })
    const found = (await timing)!
    expect(found.times[1]!.n).toBe(found.passes)
    expect(found.times[2]!.n).toBe(found.passes - 4)
    expect(found.times[2]!.low).toBeGreaterThan(0.99)
  })

  it('a kernel that it never saw has no time', async () => {
    const { timing } = timed({
      spoil: (_, answer) => ({
        ...answer,
        timesMs: answer.timesMs.map((timeMs, i) => (i === 1 ? null : timeMs)),
      }),
    })
    const found = (await timing)!
    expect(found.times.map((time) => time === null)).toEqual([false, true, false, false])
  })

  it('the same time again and again is a time', async () => {
    const { timing } = timed({ spoil: (_, answer) => ({ ...answer, timesMs: kernelsMs }) })
    expect((await timing)!.times.map((time) => time!.ms)).toEqual(kernelsMs)
  })

  it('a disjoint event in mid-run costs its pass', async () => {
    const { timing } = timed({
      spoil: (pass, answer) =>
        pass === 3 ? { ...answer, timesMs: kernelsMs.map(() => null), disturbed: 'disjoint' } : answer,
    })
    const found = (await timing)!
    for (const time of found.times) expect(time!.n).toBe(found.passes - 1)
  })

  it('nothing but disjoint events end in no times, after a few passes', async () => {
    const { timing, seen } = timed({
      spoil: (_, answer) => ({ ...answer, timesMs: kernelsMs.map(() => null), disturbed: 'disjoint' }),
    })
    expect(await timing).toBeNull()
    expect(seen.passes).toBe(4)
  })

  it('kernels that take longer than their network are refused', async () => {
    const { timing } = timed({
      spoil: (_, answer) => ({ ...answer, timesMs: answer.timesMs.map((timeMs) => 1.2 * (timeMs ?? 0)) }),
    })
    expect(await timing).toBeNull()
  })

  it('one kernel that was held up once does not make the others wrong', async () => {
    const { timing } = timed({
      quantumMs: 0.5,
      spoil: (pass, answer) =>
        pass === 3 ? { ...answer, timesMs: answer.timesMs.map((timeMs) => 50 + (timeMs ?? 0)) } : answer,
    })
    const found = (await timing)!
    for (const [kernel, time] of found.times.entries())
      expect(time!.ms).toBeLessThan(kernelsMs[kernel]! + 0.5)
  })

  it('another number of kernels than ran is refused', async () => {
    const { timing } = timed({ spoil: (_, answer) => ({ ...answer, timesMs: answer.timesMs.slice(1) }) })
    expect(await timing).toBeNull()
  })
})

describe('the clock canary of a pass', () => {
  /** Slow from the third pass to the sixth. */
  const isSlow = (pass: number) => pass >= 3 && pass < 7
  const slowed: Partial<SimulatedDevice> = {
    canaryMs: (pass) => (isSlow(pass) ? [1.2, 1.2] : [1, 1.01]),
    spoil: (pass, answer) => ({
      ...answer,
      timesMs: answer.timesMs.map((timeMs) => (isSlow(pass) ? 0.9 : 0.75) * (timeMs ?? 0)),
    }),
  }

  it('keeps passes at another clock state out of the times, and in the record', async () => {
    const found = (await timed(slowed).timing)!
    expect(found.offClock).toEqual([2, 3, 4, 5])
    expect(found.passes).toBe(protocol.kernelLeastPasses + 4)
    expect(found.canaryMs).toHaveLength(found.passes)
    expect(found.canaryMs[2]).toEqual([1.2, 1.2])
    expect(found.times[0]).toMatchObject({ n: protocol.kernelLeastPasses })
    expect(found.times[0]!.high).toBeLessThan(3.1)
  })

  it('is judged by the best of the campaign; where no pass is at that state, all count', async () => {
    const found = (await timed(slowed, 0.5).timing)!
    expect(found.offClock).toHaveLength(found.passes)
    expect(found.times[0]!.n).toBe(found.passes)
  })

  it('that gave no time is a pass at an unknown state', async () => {
    const found = (await timed({ canaryMs: (pass) => (pass === 2 ? [1, -4] : [1, 1]) }).timing)!
    expect(found.offClock).toEqual([1])
    expect(found.canaryMs[1]).toEqual([1, 0])
  })

  it('says nothing on software rendering', async () => {
    const found = (await timed(slowed, Infinity, false).timing)!
    expect(found.offClock).toEqual([])
    expect(found.passes).toBeLessThanOrEqual(protocol.kernelMostPasses)
  })
})
