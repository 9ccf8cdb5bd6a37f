import { expect, it } from 'vitest'
import type { Architecture } from '../../../src/architecture/graph.ts'
import type { PlacedKernel } from '../../../src/runtimes/kernel.ts'
import { WebgpuPlanner } from '../../../src/runtimes/tfjs/plan.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { loadSpace } from '../../../src/spaces/registry.ts'
import { operationSurvey } from '../../fixtures/networks.ts'

async function networks(): Promise<Architecture[]> {
  const drawn = operationSurvey()
  for (const [name, mostFlops] of [
    ['synthetic', 50e6],
    ['nasbench201', 50e6],
    ['zoo', 30e6],
  ] as const) {
    const space = await loadSpace(name)
    for (const { key, architecture } of space.sample({ seed: 2, count: 3, inputSize: 32, mostFlops }))
      drawn.push({ ...architecture, label: `${name} ${key}` })
  }
  return drawn
}

it.each(['on', 'off'] as const)(
  'the plan is what WebGPU then runs (fusion %s)',
  async (fusion) => {
    const runtime = await startTfjs({ backend: 'webgpu', threads: 1, fusion, selection: 'standard' }, 20_000)
    const { limits, gpuVendor, gpuArchitecture } = runtime.facts
    const observed = new Map<string, readonly PlacedKernel[]>()
    const all = await networks()
    for (const network of all) {
      const executable = runtime.prepare(network)
      executable.load()
      await executable.compile()
      observed.set(network.label, executable.observe() ?? [])
      executable.dispose()
    }
    await runtime.stop()
    const planner = new WebgpuPlanner({ limits, gpuVendor, gpuArchitecture, flags: {} })
    try {
      for (const network of all)
        expect(await planner.plan(network, fusion), network.label).toEqual(observed.get(network.label))
    } finally {
      planner.close()
    }
  },
  180_000,
)
