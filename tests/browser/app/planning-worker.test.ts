import { env, getBackend } from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, it } from 'vitest'
import { endPlanning, workerPlanner } from '../../../src/app/planning-worker.ts'
import { canonicalGraph } from '../../../src/architecture/canonical.ts'
import { sealPlatform } from '../../../src/dataset/identity.ts'
import type { Configuration } from '../../../src/dataset/record.ts'
import { planMisses } from '../../../src/measurement/plan-check.ts'
import { architectureOf } from '../../../src/architecture/identity.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { tinyNetwork } from '../../fixtures/networks.ts'
import { samplePlatform } from '../../fixtures/records.ts'

afterEach(endPlanning)

const graph = canonicalGraph(tinyNetwork(16, 8))

const configurationOf = (backend: Configuration['backend']): Configuration => ({
  runtime: 'tfjs',
  backend,
  threads: 1,
  fusion: 'on',
  selection: 'standard',
  precision: 'fp32',
})

describe('planning in a worker', () => {
  it.each(['webgpu', 'webgl', 'wasm'] as const)(
    'misses nothing of what %s runs on the page, whose TF.js it leaves alone',
    async (backend) => {
      const configuration = { backend, threads: 1, fusion: 'on', selection: 'standard' } as const
      const runtime = await startTfjs(configuration, 20_000)
      const { limits, gpuVendor, gpuArchitecture, flags } = runtime.facts
      const sample = samplePlatform(0)
      const platform = sealPlatform({
        ...sample,
        backend: { ...sample.backend, name: backend, limits, gpuVendor, gpuArchitecture },
        flags,
      })
      const executable = runtime.prepare(architectureOf(graph, 'tiny'))
      executable.load()
      await executable.compile()
      executable.run()
      await executable.read()
      const before = { ...env().getFlags() }
      const plan = await workerPlanner.plan(graph, platform, configurationOf(backend))
      expect(getBackend()).toBe(backend)
      expect(env().getFlags()).toEqual(before)
      expect(planMisses(plan, executable.observe() ?? [])).toBe(0)
      expect(plan.length).toBeGreaterThan(4)
      executable.dispose()
      await runtime.stop()
    },
  )

  it('says why there is no plan, and plans on', async () => {
    const { plan } = workerPlanner
    await expect(plan(graph, samplePlatform(0), configurationOf('cpu'))).rejects.toMatchObject({
      name: 'RuntimeFault',
      code: 'error',
      message: 'The cpu backend shows no kernels: there is nothing to plan.',
    })
    expect(await plan(graph, samplePlatform(0), configurationOf('wasm'))).not.toEqual([])
  })

  it('that is ended tells whoever waits, and starts again when asked', async () => {
    const ask = () => workerPlanner.plan(graph, samplePlatform(0), configurationOf('wasm'))
    const waiting = ask()
    endPlanning()
    await expect(waiting).rejects.toThrow('The kernels could not be planned: the planner was ended.')
    expect(await ask()).not.toEqual([])
  })
})
