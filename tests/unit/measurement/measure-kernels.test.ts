import { describe, expect, it } from 'vitest'
import { measureKernels } from '../../../src/measurement/measure-kernels.ts'
import { measureNetwork } from '../../../src/measurement/measure-network.ts'
import { standardProtocol, type Protocol } from '../../../src/measurement/protocol.ts'
import { RuntimeFault, type Executable } from '../../../src/runtimes/runtime.ts'
import { simulated, type SimulatedDevice } from '../../fixtures/simulated-network.ts'

const latencyMs = 9
const kernelsMs = [4, 1, 2, 1]

function measured(
  device: Partial<SimulatedDevice> = {},
  changes: Partial<Protocol> = {},
  replaced: (executable: Executable) => Partial<Executable> = () => ({}),
) {
  const { runtime, executable, architecture, now, lose, seen } = simulated({ kernelsMs, ...device })
  const findings = measureKernels({
    runtime,
    executable: { ...executable, ...replaced(executable) },
    architecture,
    protocol: { ...standardProtocol, ...changes },
    floor: { clockStepUs: 5, syncFloorMs: 0.3 },
    latencyMs,
    bestCanaryMs: null,
    now,
  })
  return { findings, lose, seen }
}

const untimed = { planMisses: null, inNetwork: null, isolated: null }

describe('which times of kernels are taken', () => {
  it('those inside of the network where there is a clock', async () => {
    const { kernels, account, tags } = await measured().findings
    expect(kernels).toMatchObject({
      isolated: null,
      planMisses: null,
      inNetwork: { method: 'gpu-timestamp' },
    })
    expect(kernels!.table).toHaveLength(3)
    expect(kernels!.calls.map(({ kernel }) => kernel)).toEqual([0, 1, 2, 1])
    expect(account).toMatchObject({ kernelsFrom: 'in-network' })
    expect(tags).toEqual([])
  })

  it('those of kernels alone, by slope, where there is none', async () => {
    const { kernels, account, tags } = await measured({ clock: null }).findings
    expect(kernels).toMatchObject({ inNetwork: null, isolated: { method: 'slope', quantumUs: 5 } })
    expect(account).toMatchObject({ kernelsFrom: 'isolated' })
    expect(account!.kernelsMs).toBeCloseTo(8, 0)
    expect(tags).toEqual([])
  })

  it.each([
    ['gpu-timestamp', 'gpu-timestamp'],
    ['gpu-timer-query', 'slope'],
    ['call-wall', 'slope'],
  ] as const)('both where that is asked for: %s inside, %s alone', async (clock, alone) => {
    const { kernels } = await measured({ clock }, { kernelTimes: 'both' }).findings
    expect(kernels).toMatchObject({ inNetwork: { method: clock }, isolated: { method: alone } })
  })

  it('none where they are switched off, or a backend shows no kernels', async () => {
    const nothing = { kernels: null, account: null, tags: [], isEngineSpent: false }
    expect(await measured({}, { kernelTimes: 'off' }).findings).toEqual(nothing)
    expect(await measured({}, {}, () => ({ observe: () => null })).findings).toEqual(nothing)
  })

  it('and calls that return when they are done are not dispatch', async () => {
    const { account } = await measured({ clock: 'call-wall', dispatchMs: 0.05, syncFloorMs: 0 }).findings
    expect(account!.kernelsMs).toBeGreaterThan(7.9)
    expect(account!.dispatchMs).toBeLessThan(0.5)
  })
})

describe('a kernel clock that fails', () => {
  it('costs its times only, when it does not answer', async () => {
    const { kernels, account, tags, isEngineSpent } = await measured(
      { spoil: () => new Promise(() => {}) },
      { kernelTimeoutMs: 20 },
    ).findings
    expect(isEngineSpent).toBe(true)
    expect(kernels).toMatchObject(untimed)
    expect(kernels!.calls).toHaveLength(4)
    expect(account).toBeNull()
    expect(tags).toEqual(['kernel-clock'])
  })

  it('costs its times only, when it says so itself', async () => {
    const { kernels, tags, isEngineSpent } = await measured({
      spoil: (pass) => {
        if (pass === 2) throw new RuntimeFault('error', 'One query failed.')
        return { timesMs: kernelsMs, canaryMs: null }
      },
    }).findings
    expect(isEngineSpent).toBe(false)
    expect(kernels).toMatchObject(untimed)
    expect(tags).toEqual(['kernel-clock'])
  })

  it('is not believed where kernels take longer than the whole: they are timed by slope', async () => {
    const { kernels, account, tags } = await measured({
      spoil: (_, answer) => ({ ...answer, timesMs: answer.timesMs.map((timeMs) => 1000 * (timeMs ?? 0)) }),
    }).findings
    expect(kernels).toMatchObject({ inNetwork: null, isolated: { method: 'slope' } })
    expect(account).toMatchObject({ kernelsFrom: 'isolated' })
    expect(tags).toEqual(['kernel-clock'])
  })

  it('is not believed where it only goes backwards', async () => {
    const { kernels, tags } = await measured({
      spoil: (_, answer) => ({ ...answer, timesMs: answer.timesMs.map(() => -1) }),
    }).findings
    expect(kernels).toMatchObject({ inNetwork: null, isolated: { method: 'slope' } })
    expect(tags).toEqual(['kernel-clock'])
  })

  it('leaves the kernels, when a step hangs in its turn, and does not go on beside what comes next', async () => {
    let visited = 0
    const { findings } = measured({ clock: null }, { kernelTimeoutMs: 20 }, () => ({
      visitSteps: async (visit) => {
        for (const kernels of [[0], [1]]) {
          visited++
          await visit({
            kernels,
            nodes: [],
            queue: () => undefined,
            sync: () => new Promise(() => {}),
          })
        }
      },
    }))
    const { kernels, tags } = await findings
    expect(kernels).toMatchObject(untimed)
    expect(tags).toEqual(['kernel-clock'])
    expect(visited).toBe(1)
  })

  it.each([
    ['nothing', 'error'],
    ['the engine', 'timeout'],
  ] as const)('alone costs the times alone and %s, not those inside', async (_, code) => {
    const { kernels, account, tags, isEngineSpent } = await measured(
      {},
      { kernelTimes: 'both' },
      ({ timeKernels }) => ({
        timeKernels: (repeats) =>
          repeats ? Promise.reject(new RuntimeFault(code, 'Too long.')) : timeKernels(),
      }),
    ).findings
    expect(kernels).toMatchObject({ inNetwork: { method: 'gpu-timestamp' }, isolated: null })
    expect(account).toMatchObject({ kernelsFrom: 'in-network' })
    expect(tags).toEqual(['kernel-clock'])
    expect(isEngineSpent).toBe(code === 'timeout')
  })
})

describe('a device that is lost while kernels are timed', () => {
  const lost = new RuntimeFault('device-lost', 'gone')
  const spent = { kernels: untimed, account: null, tags: ['kernel-clock'], isEngineSpent: true }

  it('costs their times and the engine, where a call fails', async () => {
    const run = measured({
      spoil: (pass, answer) => {
        if (pass < 3) return answer
        run.lose(lost)
        throw new Error('The buffer cannot be mapped.')
      },
    })
    expect(await run.findings).toMatchObject(spent)
    const context = measured({
      spoil: () => {
        throw new RuntimeFault('context-lost', 'gone')
      },
    })
    expect(await context.findings).toMatchObject(spent)
  })

  it('is noticed where no call answers any more', async () => {
    const run = measured({
      spoil: () => {
        run.lose(lost)
        return new Promise(() => {})
      },
    })
    expect(await run.findings).toMatchObject(spent)
  })

  it('costs no time of the network, and is left to its engine', async () => {
    let disposed = 0
    const { runtime, executable, architecture, now, lose } = simulated({
      kernelsMs,
      spoil: () => {
        lose(lost)
        throw new Error('The buffer cannot be mapped.')
      },
    })
    executable.dispose = () => disposed++
    const floor = { clockStepUs: 5, syncFloorMs: 0.3 }
    const times = await measureNetwork(runtime, architecture, standardProtocol, floor, null, now)
    expect(times).toMatchObject(spent)
    expect(times.latencyMs.median).toBeGreaterThan(8)
    expect(disposed).toBe(0)
  })

  it('costs the network where its own times are not taken yet', async () => {
    const { runtime, executable, architecture, now, lose } = simulated({ kernelsMs })
    const floor = { clockStepUs: 5, syncFloorMs: 0.3 }
    const read = executable.read.bind(executable)
    executable.read = () => {
      lose(lost)
      return read()
    }
    await expect(measureNetwork(runtime, architecture, standardProtocol, floor, null, now)).rejects.toBe(lost)
  })
})
