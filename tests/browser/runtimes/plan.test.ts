import { env, findBackend } from '@tensorflow/tfjs-core'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { describe, expect, it } from 'vitest'
import type { Architecture } from '../../../src/architecture/graph.ts'
import type { Kernel, PlacedKernel } from '../../../src/runtimes/kernel.ts'
import type { Runtime, RuntimeConfiguration } from '../../../src/runtimes/runtime.ts'
import { observeWebgpu } from '../../../src/runtimes/tfjs/observe-webgpu.ts'
import { startPlanner, type PlannedBackend } from '../../../src/runtimes/tfjs/plan/planner.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { loadSpace } from '../../../src/spaces/registry.ts'
import { loseWebglContext, loseWebgpuDevice } from '../../fixtures/engines.ts'
import { operationSurvey } from '../../fixtures/networks.ts'
import { randomOperations } from '../../fixtures/random-operations.ts'

type Planned = RuntimeConfiguration & { readonly backend: PlannedBackend }

/** Networks so small that software rendering can run them: of the spaces that matter most, and of all others where wanted. */
async function samples(wanted: 'all' | 'main'): Promise<Architecture[]> {
  const main = [
    ['synthetic', 50e6, 2],
    ['nasbench201', 50e6, 2],
    ['zoo', 30e6, 2],
  ] as const
  const others = [
    ['nasbench101', 200e6, 1],
    ['ofa', 100e6, 1],
    ['fbnet', 100e6, 1],
    ['proxylessnas', 100e6, 1],
    ['operations', 10e6, 1],
    ['sweeps', 10e6, 1],
  ] as const
  const drawn: Architecture[] = []
  for (const [name, mostFlops, count] of wanted === 'all' ? [...main, ...others] : main) {
    const space = await loadSpace(name)
    for (const { key, architecture } of space.sample({ seed: 2, count, inputSize: 32, mostFlops }))
      drawn.push({ ...architecture, label: `${name} ${key}` })
  }
  return drawn
}

/** A steady run: compiled, then run once, as an engine does before it takes time. */
async function observed(runtime: Runtime, network: Architecture): Promise<readonly PlacedKernel[]> {
  const executable = runtime.prepare(network)
  try {
    executable.load()
    await executable.compile()
    executable.run()
    await executable.read()
    const kernels = executable.observe() ?? []
    await executable.read()
    return kernels
  } finally {
    executable.dispose()
  }
}

/** The plan of each network is what `observe` sees. */
async function expectAsPlanned(
  configuration: Planned,
  networks: readonly Architecture[],
  observe: (runtime: Runtime, network: Architecture) => Promise<readonly object[]> = observed,
  told: (kernel: PlacedKernel) => object = (kernel) => kernel,
): Promise<void> {
  const runtime = await startTfjs(configuration, 20_000)
  const seen: (readonly object[])[] = []
  for (const network of networks) seen.push(await observe(runtime, network))
  await runtime.stop()
  const planner = await startPlanner(configuration.backend, runtime.facts)
  try {
    for (const [index, network] of networks.entries()) {
      const plan = await planner.plan(network, configuration.fusion)
      expect(plan.map(told), network.label).toEqual(seen[index])
    }
  } finally {
    planner.close()
  }
}

const standard = { threads: 1, selection: 'standard' } as const

describe.each(['webgpu', 'webgl', 'wasm'] as const)('the plan is what %s then runs', (backend) => {
  it.each(['on', 'off'] as const)('for every operation (fusion %s)', { timeout: 180_000 }, async (fusion) => {
    await expectAsPlanned({ ...standard, backend, fusion }, operationSurvey())
  })

  it.each([
    ['every space', 'on', 'all'],
    ['the main spaces', 'off', 'main'],
  ] as const)('for networks of %s (fusion %s)', { timeout: 300_000 }, async (_, fusion, wanted) => {
    await expectAsPlanned({ ...standard, backend, fusion }, await samples(wanted))
  })
})

it(
  'the plan is what this device is asked to compile, for 200 operations drawn from networks',
  { timeout: 300_000 },
  async () => {
    const withoutNodes = (kernel: Kernel) => ({ ...kernel, nodes: [] })
    await expectAsPlanned(
      { ...standard, backend: 'webgpu', fusion: 'on' },
      randomOperations(),
      async (runtime, network) => {
        // Programs are chosen before they are compiled: nothing has to run.
        const executable = runtime.prepare(network)
        executable.load()
        const observer = observeWebgpu(findBackend('webgpu') as WebGPUBackend)
        await executable.compile()
        observer.close()
        executable.dispose()
        return observer.take().map(withoutNodes)
      },
      withoutNodes,
    )
  },
)

it.each([
  ['webgpu', 'device-lost', loseWebgpuDevice],
  ['webgl', 'context-lost', loseWebglContext],
] as const)(
  'a %s that is lost between plan and run is planned for all the same',
  async (backend, code, lose) => {
    const [, network] = operationSurvey()
    const configuration = { ...standard, backend, fusion: 'on' } as const
    const lost = await startTfjs(configuration, 20_000)
    const planner = await startPlanner(backend, lost.facts)
    const plan = await planner.plan(network!, 'on')
    lose()
    expect((await lost.broken).code).toBe(code)
    expect(await planner.plan(network!, 'on')).toEqual(plan)
    await lost.stop()
    const next = await startTfjs(configuration, 20_000)
    expect(await observed(next, network!)).toEqual(plan)
    await next.stop()
    expect(await planner.plan(network!, 'on')).toEqual(plan)
    planner.close()
  },
)

it('an earlier selection does not reach the next start', async () => {
  const flags = async (selection: string) => {
    const runtime = await startTfjs({ backend: 'webgl', threads: 1, fusion: 'on', selection }, 20_000)
    await runtime.stop()
    return runtime.facts.flags
  }
  const usual = await flags('standard')
  expect(await flags('conv-direct')).toEqual({ ...usual, WEBGL_CONV_IM2COL: false })
  expect(await flags('standard')).toEqual(usual)
  expect(env().getBool('WEBGL_CPU_FORWARD')).toBe(false)
})
