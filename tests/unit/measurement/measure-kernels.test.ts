import { describe, expect, it } from 'vitest'
import { measureKernels } from '../../../src/measurement/measure-kernels.ts'
import { standardProtocol, type Protocol } from '../../../src/measurement/protocol.ts'
import { RuntimeFault, type Executable } from '../../../src/runtimes/runtime.ts'
import { simulated, type SimulatedDevice } from '../../fixtures/simulated-network.ts'

const latencyMs = 9
const kernelsMs = [4, 1, 2, 1]

function measured(
  device: Partial<SimulatedDevice> = {},
  changes: Partial<Protocol> = {},
  replaced: Partial<Executable> = {},
) {
  const { runtime, executable, architecture, now, lose, seen } = simulated({ kernelsMs, ...device })
  const findings = measureKernels({
    runtime,
    executable: { ...executable, ...replaced },
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
    const nothing = { kernels: null, account: null, tags: [] }
    expect(await measured({}, { kernelTimes: 'off' }).findings).toEqual(nothing)
    expect(await measured({}, {}, { observe: () => null }).findings).toEqual(nothing)
  })

  it('and calls that return when they are done are not dispatch', async () => {
    const { account } = await measured({ clock: 'call-wall', dispatchMs: 0.05, syncFloorMs: 0 }).findings
    expect(account!.kernelsMs).toBeGreaterThan(7.9)
    expect(account!.dispatchMs).toBeLessThan(0.5)
  })
})

describe('a kernel clock that fails', () => {
  it('costs its times only, when it does not answer', async () => {
    const { kernels, account, tags } = await measured(
      { spoil: () => new Promise(() => {}) },
      { kernelTimeoutMs: 20 },
    ).findings
    expect(kernels).toMatchObject(untimed)
    expect(kernels!.calls).toHaveLength(4)
    expect(account).toBeNull()
    expect(tags).toEqual(['kernel-clock'])
  })

  it('costs its times only, when it says so itself', async () => {
    const { kernels, tags } = await measured({
      spoil: (pass) => {
        if (pass === 2) throw new RuntimeFault('timeout', 'One query did not answer.')
        return { timesMs: kernelsMs, canaryMs: null }
      },
    }).findings
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
    const { findings } = measured(
      { clock: null },
      { kernelTimeoutMs: 20 },
      {
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
      },
    )
    const { kernels, tags } = await findings
    expect(kernels).toMatchObject(untimed)
    expect(tags).toEqual(['kernel-clock'])
    expect(visited).toBe(1)
  })

  it('ends the item where the device behind it is lost', async () => {
    const lost = new RuntimeFault('device-lost', 'gone')
    const run = measured({
      spoil: (pass, answer) => {
        if (pass < 3) return answer
        run.lose(lost)
        throw new Error('The buffer cannot be mapped.')
      },
    })
    await expect(run.findings).rejects.toBe(lost)
    const context = measured({
      spoil: () => {
        throw new RuntimeFault('context-lost', 'gone')
      },
    })
    await expect(context.findings).rejects.toMatchObject({ code: 'context-lost' })
  })
})
