import { afterAll, describe, expect, it } from 'vitest'
import { create, globals } from 'webgpu'
import type { Architecture } from '../../../../src/architecture/graph.ts'
import type { PlacedKernel } from '../../../../src/runtimes/kernel.ts'
import { operationSurvey } from '../../../fixtures/networks.ts'
import { randomOperations } from '../../../fixtures/random-operations.ts'

// A real Dawn, as Chromium has it, that checks shaders and calls but runs nothing. TF.js looks for it when it is loaded.
Object.assign(globalThis, globals)
const navigator = { gpu: create(['backend=null']), userAgent: 'node' }
Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
const { startTfjs } = await import('../../../../src/runtimes/tfjs/start.ts')
const { startPlanner } = await import('../../../../src/runtimes/tfjs/plan/planner.ts')

/** What a fully loaded device was asked to dispatch. */
async function dispatched(networks: readonly Architecture[], fusion: 'on' | 'off') {
  const runtime = await startTfjs({ backend: 'webgpu', threads: 1, fusion, selection: 'standard' }, 20_000)
  const kernels: PlacedKernel[][] = []
  for (const network of networks) {
    const executable = runtime.prepare(network)
    executable.load()
    await executable.compile()
    kernels.push(executable.observe() ?? [])
    executable.dispose()
  }
  const { limits, gpuVendor, gpuArchitecture } = runtime.facts
  await runtime.stop()
  return { kernels, device: { limits, gpuVendor, gpuArchitecture, flags: {} } }
}

describe('a plan is what Dawn is asked for', () => {
  afterAll(() => Reflect.deleteProperty(globalThis, 'navigator'))

  it.each([
    ['the survey of operations, fused', operationSurvey(), 'on'],
    ['the survey of operations, not fused', operationSurvey(), 'off'],
    ['200 operations drawn from networks', randomOperations(), 'on'],
  ] as const)('for %s', async (_, networks, fusion) => {
    const { kernels, device } = await dispatched(networks, fusion)
    const planner = await startPlanner('webgpu', device)
    for (const [index, network] of networks.entries())
      expect(await planner.plan(network, fusion), network.label).toEqual(kernels[index])
    planner.close()
  })
})
