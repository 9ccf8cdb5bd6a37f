import { describe, expect, it } from 'vitest'
import { architectureRecord } from '../../../src/dataset/identity.ts'
import type { Configuration, PlatformRecord } from '../../../src/dataset/record.ts'
import { kernelRunOf } from '../../../src/measurement/kernel-table.ts'
import { PlanWatch } from '../../../src/measurement/plan-watch.ts'
import type { KernelPlanner } from '../../../src/measurement/planning.ts'
import { RunControl } from '../../../src/measurement/run-control.ts'
import { samplePlatform } from '../../fixtures/records.ts'
import { simulated } from '../../fixtures/simulated-network.ts'

const { executable, architecture } = simulated({ kernelsMs: [1, 2, 1] })
const observed = executable.observe()!
const record = architectureRecord({ space: 'test', key: 'chain', architecture })
const kernels = {
  ...kernelRunOf(observed, architecture),
  planMisses: null,
  inNetwork: null,
  isolated: null,
}
const platform: PlatformRecord = samplePlatform(1)
const configuration: Configuration = {
  runtime: 'tfjs',
  backend: 'webgpu',
  threads: 1,
  fusion: 'on',
  selection: 'standard',
  precision: 'fp32',
}
const misses = (plan: KernelPlanner['plan'], control = new RunControl()) =>
  new PlanWatch({ plan }, control, 50).misses(kernels, record, platform, configuration)

describe('a plan held against what ran', () => {
  it('counts nothing where they are the same, and what is missing or other', async () => {
    expect(await misses(() => Promise.resolve(observed))).toBe(0)
    expect(await misses(() => Promise.resolve(observed.slice(1)))).toBeGreaterThan(0)
    const other = observed.map((kernel, place) =>
      place === 1 ? { ...kernel, shaderKey: 'another' } : kernel,
    )
    expect(await misses(() => Promise.resolve(other))).toBeGreaterThan(0)
  })

  it('is asked for the network, platform and configuration that ran', async () => {
    const asked: unknown[] = []
    await misses((...question) => {
      asked.push(...question)
      return Promise.resolve(observed)
    })
    expect(asked).toEqual([record.graph, platform, configuration])
  })

  it('is not known where the planner fails, throws at once, or does not answer', async () => {
    expect(await misses(() => Promise.reject(new Error('no plan')))).toBeNull()
    expect(
      await misses(() => {
        throw new Error('no worker')
      }),
    ).toBeNull()
    expect(await misses(() => new Promise(() => {}))).toBeNull()
  })

  it('is not known without a planner or without kernels', async () => {
    const watch = new PlanWatch(null, new RunControl())
    expect(await watch.misses(kernels, record, platform, configuration)).toBeNull()
    const plan = () => Promise.resolve(observed)
    expect(
      await new PlanWatch({ plan }, new RunControl()).misses(null, record, platform, configuration),
    ).toBeNull()
  })

  it('is given up at once when the campaign is cancelled', async () => {
    const control = new RunControl()
    const waiting = misses(() => new Promise(() => {}), control)
    control.cancel()
    await expect(waiting).rejects.toThrow('The campaign was cancelled.')
  })
})
