import { describe, expect, it } from 'vitest'
import { timeRepeated } from '../../../src/measurement/isolated-repeats.ts'
import { timeBySlope } from '../../../src/measurement/isolated-slope.ts'
import { timeInNetwork } from '../../../src/measurement/kernel-passes.ts'
import { kernelRunOf } from '../../../src/measurement/kernel-table.ts'
import { PassGate } from '../../../src/measurement/pass-gate.ts'
import { standardProtocol, type Protocol } from '../../../src/measurement/protocol.ts'
import { simulated, type SimulatedDevice } from '../../fixtures/simulated-network.ts'

const stepMs = 2 ** 16 / 1e6

async function repeated(device: SimulatedDevice, changes: Partial<Protocol> = {}) {
  const protocol = { ...standardProtocol, ...changes }
  const { executable, now, seen, architecture } = simulated(device)
  const table = kernelRunOf(executable.observe()!, architecture)
  const gate = new PassGate(Infinity, protocol.canaryTolerance, true)
  const known = await timeInNetwork(() => executable.timeKernels(), table.calls.length, protocol, gate, now)
  const asked: number[][] = []
  seen.longestPassMs = 0
  const startMs = now()
  const isolated = await timeRepeated(
    (repeats) => {
      asked.push([...repeats])
      return executable.timeKernels(repeats)
    },
    table,
    known!,
    protocol,
    gate,
    now,
  )
  return { isolated, asked, seen, table, elapsedMs: now() - startMs }
}

describe('kernels repeated between two readings of a clock', () => {
  const kernelsMs = [0.02, 1.5, 0.02, 0.004, 0.3]

  it('are each timed once, to the truth, although the step is larger than most of them', async () => {
    const { isolated, table } = await repeated({ kernelsMs, quantumMs: stepMs })
    expect(table.table).toHaveLength(4)
    expect(isolated).toMatchObject({ method: 'gpu-timestamp', quantumUs: 65.536 })
    expect(isolated!.times.map(({ kernels }) => kernels).sort()).toEqual([[0], [1], [2], [3]])
    for (const { kernels, time } of isolated!.times) {
      const trueMs = [0.02, 1.5, 0.004, 0.3][kernels[0]!]!
      expect(time.statistic).toBe('median')
      // The step is at most 2 % of a bracket, and noise adds up to 1 %.
      expect(Math.abs(time.ms / trueMs - 1)).toBeLessThan(0.03)
    }
  })

  it('are repeated until the step is at most 2 % of the bracket, only at their first place', async () => {
    const { asked, table } = await repeated({ kernelsMs, quantumMs: stepMs })
    const last = asked.at(-1)!
    expect(last[2]).toBe(1)
    const brackets = table.table.map((_, kernel) => {
      const call = table.calls.findIndex((one) => one.kernel === kernel)
      return Math.max(...asked.map((repeats) => repeats[call]!)) * kernelsMs[call]!
    })
    // A bracket is one step longer or shorter than it reads.
    for (const bracketMs of brackets) expect(bracketMs).toBeGreaterThanOrEqual(49 * stepMs)
  })

  it('are repeated a few times where the clock has no step', async () => {
    const { asked, isolated } = await repeated({ kernelsMs: [2, 3] })
    expect(asked[0]).toEqual([8, 8])
    expect(isolated!.times.map(({ kernels }) => kernels)).toEqual([[1], [0]])
  })

  it('never hold a device longer than it can bear, except for one dispatch that does', async () => {
    const { seen } = await repeated({ kernelsMs: [30, 20, 10, 5, 1], quantumMs: stepMs })
    expect(seen.longestPassMs).toBeLessThan(standardProtocol.mostSampleMs + 1.05 * (30 + 20 + 10 + 5 + 1))
  })

  it('are timed the longest first while there is time', async () => {
    const { isolated, elapsedMs } = await repeated(
      { kernelsMs: [10, 60, 20, 50, 30, 40] },
      { isolatedSamplingMs: 500 },
    )
    expect(isolated!.times.map(({ kernels }) => kernels[0])).toEqual([1, 3, 5])
    expect(elapsedMs).toBeLessThan(900)
  })

  it('leave out what the clock does not say, and passes at another clock state', async () => {
    const { isolated } = await repeated({
      kernelsMs: [2, 3],
      canaryMs: (pass) => (pass > 12 && pass % 2 === 1 ? [1.5, 1.5] : [1, 1]),
      spoil: (pass, answer) => ({
        ...answer,
        timesMs: answer.timesMs.map((timeMs, kernel) =>
          kernel === 1 && pass % 4 === 0 ? null : (timeMs ?? 0) * (pass > 12 && pass % 2 === 1 ? 1.4 : 1),
        ),
      }),
    })
    for (const { kernels, time } of isolated!.times)
      expect(time.high).toBeLessThan(1.1 * [2, 3][kernels[0]!]!)
  })

  it('that no reading is ever valid of have no times, and the asking ends', async () => {
    const { isolated } = await repeated({
      kernelsMs: [2, 3],
      spoil: (pass, answer) => (pass > 8 ? { ...answer, timesMs: [null, null] } : answer),
    })
    expect(isolated).toBeNull()
  })
})

async function sloped(
  device: SimulatedDevice,
  floor: { clockStepUs?: number; syncFloorMs?: number } = {},
  changes: Partial<Protocol> = {},
) {
  const protocol = { ...standardProtocol, ...changes }
  const { clockStepUs = 5, syncFloorMs = 0.3 } = floor
  const { executable, now, seen, architecture } = simulated({ clock: null, syncFloorMs, ...device })
  const table = kernelRunOf(executable.observe()!, architecture)
  const stepMs = clockStepUs / 1000
  const page = () => Math.floor(now() / stepMs) * stepMs
  const startMs = now()
  const inferenceMs = device.kernelsMs.reduce((sum, timeMs) => sum + timeMs, 0)
  const isolated = await timeBySlope(
    executable,
    table,
    protocol,
    { clockStepUs, syncFloorMs },
    inferenceMs,
    page,
  )
  return { isolated, seen, table, elapsedMs: now() - startMs }
}

describe('operations by slope', () => {
  it.each([
    ['a fine clock', 5],
    ['a clock of 100 us', 100],
    ['a clock of 1 ms', 1000],
  ])('are timed to the truth with %s', async (_, clockStepUs) => {
    const kernelsMs = [1, 0.2, 0.5, 0.2, 3]
    const { isolated } = await sloped({ kernelsMs }, { clockStepUs }, { isolatedSamplingMs: 20_000 })
    expect(isolated).toMatchObject({ method: 'slope', quantumUs: clockStepUs })
    expect(isolated!.times).toHaveLength(4)
    for (const { kernels, time } of isolated!.times) {
      const trueMs = [1, 0.2, 0.5, 3][kernels[0]!]!
      expect(time.n).toBeGreaterThanOrEqual(standardProtocol.kernelLeastPasses)
      // The step of the clock is at most 2 % of a difference, and noise adds up to 1 %.
      expect(Math.abs(time.ms / trueMs - 1)).toBeLessThan(0.03)
    }
  })

  it('are the kernels of a step together', async () => {
    const { isolated } = await sloped({ kernelsMs: [0.5, 0.25, 2, 0.5, 0.25], steps: [2, 1, 2] })
    expect(isolated!.times.map(({ kernels }) => kernels)).toEqual([[0, 1], [2]])
    expect(isolated!.times[0]!.time.ms).toBeCloseTo(0.75, 1)
  })

  it('show what the page takes to queue where that is longer than the kernel', async () => {
    const { isolated } = await sloped({ kernelsMs: [0.01, 0.011], dispatchMs: 0.1 })
    for (const { time } of isolated!.times) expect(time.ms).toBeCloseTo(0.1, 2)
  })

  it('take the longest first where the time is short, and end in time', async () => {
    const kernelsMs = [30, 10, 50, 20, 40]
    const { isolated, elapsedMs } = await sloped({ kernelsMs }, {}, { isolatedSamplingMs: 1100 })
    const timed = isolated!.times.map(({ kernels }) => kernelsMs[kernels[0]!]!)
    expect(timed.sort((a, b) => b - a)).toEqual([50, 40, 30])
    expect(elapsedMs).toBeLessThan(1300)
  })

  it('have no times where there is no time at all', async () => {
    expect((await sloped({ kernelsMs: [30, 40] }, {}, { isolatedSamplingMs: 0 })).isolated).toBeNull()
  })

  it('keep negative slopes: what is nothing beside its noise is told with an interval from 0', async () => {
    const kernelsMs = [1e-7]
    const { isolated } = await sloped({ kernelsMs, dispatchMs: 0, noise: 0.9 }, { clockStepUs: 1000 })
    for (const { time } of isolated!.times) {
      expect(time.low).toBe(0)
      expect(time.high).toBeGreaterThanOrEqual(time.ms)
      expect(time.ms).toBeLessThan(0.01)
    }
  })

  it('never queue more than a driver bears', async () => {
    const { seen } = await sloped({ kernelsMs: [1e-5], dispatchMs: 0, syncFloorMs: 5 }, { syncFloorMs: 5 })
    expect(seen.queuedCalls).toBeGreaterThan(960)
    expect(seen.queuedCalls / 960).toBeLessThan(3 * standardProtocol.kernelMostPasses)
  })
})
