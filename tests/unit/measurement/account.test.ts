import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KernelRun, KernelTime } from '../../../src/dataset/kernel-schema.ts'
import { accountOf, timeSurroundings } from '../../../src/measurement/account.ts'
import { kernelRunOf } from '../../../src/measurement/kernel-table.ts'
import { measureNetwork } from '../../../src/measurement/measure-network.ts'
import { standardProtocol } from '../../../src/measurement/protocol.ts'
import { simulated } from '../../fixtures/simulated-network.ts'

const time = (ms: number): KernelTime => ({ ms, low: ms, high: ms, n: 8, statistic: 'median' })

/** Two kernels, the first of them twice. */
function kernelsWith(
  inNetwork: readonly (number | null)[] | null,
  isolated: readonly number[] | null,
): KernelRun {
  const { executable, architecture } = simulated({ kernelsMs: [2, 1, 2] })
  return {
    ...kernelRunOf(executable.observe()!, architecture),
    planMisses: null,
    inNetwork: inNetwork && {
      method: 'gpu-timestamp',
      quantumUs: 0.001,
      passes: 8,
      wallMs: 9,
      canaryMs: [],
      offClock: [],
      times: inNetwork.map((ms) => (ms === null ? null : time(ms))),
    },
    isolated: isolated && {
      method: 'slope',
      quantumUs: 5,
      times: isolated.map((ms, kernel) => ({ kernels: [kernel], time: time(ms) })),
    },
  }
}

const surroundings = { runMs: 0.5, readMs: 0.5 }

describe('where the time of an inference goes', () => {
  it('is kernels, dispatch, sync, readback and what is left, which add up to the latency', () => {
    const account = accountOf(kernelsWith([2, 1, 2], [9, 9]), 7, 0.3, surroundings, false)
    expect(account).toMatchObject({
      kernelsMs: 5,
      kernelsFrom: 'in-network',
      dispatchMs: 0.5,
      syncMs: 0.3,
      // A read waits too: what it shares with the sync counts once.
      readbackMs: 0.2,
    })
    expect(account!.unexplainedMs).toBeCloseTo(1, 12)
  })

  it('takes kernels timed alone where no clock saw them inside, each as often as it ran', () => {
    const account = accountOf(kernelsWith(null, [2.5, 1]), 7, 0.3, surroundings, false)
    expect(account).toMatchObject({ kernelsMs: 6, kernelsFrom: 'isolated' })
  })

  it('leaves a kernel without a time to what is not explained', () => {
    const account = accountOf(kernelsWith([2, null, 2], null), 7, 0.3, surroundings, false)
    expect(account).toMatchObject({ kernelsMs: 4 })
    expect(account!.unexplainedMs).toBeCloseTo(2, 12)
  })

  it('takes the kernels out of the dispatch where calls return when they are done', () => {
    const kernels = kernelsWith([2, 1, 2], null)
    expect(accountOf(kernels, 7, 0, { runMs: 5.75, readMs: 0.01 }, true)).toMatchObject({ dispatchMs: 0.75 })
    // Kernels that were slower while they were timed leave nothing, not less.
    expect(accountOf(kernels, 7, 0, { runMs: 4.5, readMs: 0.01 }, true)).toMatchObject({ dispatchMs: 0 })
  })

  it('explains all of a device that does one thing after another', async () => {
    const { runtime, architecture, now } = simulated({
      kernelsMs: [5, 5],
      noise: 0,
      dispatchMs: 0.001,
      syncFloorMs: 1,
      readbackMs: 0.1,
    })
    const floor = { clockStepUs: 5, syncFloorMs: 1 }
    const { account } = await measureNetwork(runtime, architecture, standardProtocol, floor, null, now)
    expect(account).toMatchObject({ syncMs: 1 })
    expect(account!.readbackMs).toBeCloseTo(0.1, 6)
    expect(Math.abs(account!.unexplainedMs)).toBeLessThan(0.05)
  })

  it('has no readback where a read is shorter than a sync was', () => {
    const account = accountOf(kernelsWith([2, 1, 2], null), 7, 0.9, surroundings, false)
    expect(account).toMatchObject({ syncMs: 0.9, readbackMs: 0 })
  })

  it('shows parts that overlap as a negative rest', () => {
    expect(
      accountOf(kernelsWith([2, 1, 2], null), 5.2, 0.3, surroundings, false)!.unexplainedMs,
    ).toBeLessThan(0)
  })

  it('is nothing without times of kernels', () => {
    expect(accountOf(kernelsWith(null, null), 7, 0.3, surroundings, false)).toBeNull()
  })

  it('closes whatever the parts are', () => {
    const ms = fc.double({ min: 0, max: 1e4, noNaN: true })
    fc.assert(
      fc.property(ms, ms, ms, ms, ms, fc.boolean(), (kernel, latency, runMs, readMs, sync, isSynchronous) => {
        const kernels = kernelsWith([kernel, kernel, kernel], null)
        const account = accountOf(kernels, latency, sync, { runMs, readMs }, isSynchronous)!
        const { kernelsMs, dispatchMs, syncMs, readbackMs, unexplainedMs } = account
        const explained = kernelsMs + dispatchMs + syncMs + readbackMs
        expect(Math.abs(explained + unexplainedMs - latency)).toBeLessThanOrEqual(
          1e-12 * Math.max(1, explained, latency),
        )
      }),
    )
  })
})

describe('what surrounds the kernels', () => {
  it('is timed apart: queueing without waiting, reading without what was queued', async () => {
    const { executable, now } = simulated({
      kernelsMs: [5, 5],
      dispatchMs: 0.1,
      readbackMs: 0.4,
      syncFloorMs: 0.25,
      noise: 0,
    })
    const { runMs, readMs } = await timeSurroundings(executable, standardProtocol, now)
    expect(runMs).toBeCloseTo(0.2, 6)
    expect(readMs).toBeCloseTo(0.65, 6)
  })

  it('is timed three times at least, however slow', async () => {
    const { executable, now, seen } = simulated({ kernelsMs: [2000] })
    await timeSurroundings(executable, standardProtocol, now)
    expect(seen.queuedCalls).toBe(3)
  })
})
