import { env, findBackend } from '@tensorflow/tfjs-core'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { describe, expect, it } from 'vitest'
import type { Kernel } from '../../../src/runtimes/kernel.ts'
import { observeWebgpu } from '../../../src/runtimes/tfjs/observe-webgpu.ts'
import { startPlanner } from '../../../src/runtimes/tfjs/plan/planner.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { loseWebglContext, loseWebgpuDevice } from '../../fixtures/engines.ts'
import { operationSurvey } from '../../fixtures/networks.ts'
import { expectAsPlanned, observed, samples } from '../../fixtures/plan-checks.ts'
import { randomOperations } from '../../fixtures/random-operations.ts'

const standard = { threads: 1, selection: 'standard' } as const

describe.each(['webgpu', 'webgl', 'wasm'] as const)('the plan is what %s then runs', (backend) => {
  it.each(['on', 'off'] as const)('for every operation (fusion %s)', { timeout: 180_000 }, async (fusion) => {
    await expectAsPlanned({ ...standard, backend, fusion }, operationSurvey())
  })

  // Shaders of a whole network take software rendering half a minute: the other spaces are under tests/slow.
  const [wanted, each] = backend === 'webgpu' ? (['main', 1] as const) : (['all', 2] as const)

  it(`for networks of ${wanted} spaces, fused`, { timeout: 180_000 }, async () => {
    await expectAsPlanned({ ...standard, backend, fusion: 'on' }, await samples(wanted, each))
  })

  it('for networks of the main spaces, not fused', { timeout: 180_000 }, async () => {
    await expectAsPlanned({ ...standard, backend, fusion: 'off' }, await samples('main', each))
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
