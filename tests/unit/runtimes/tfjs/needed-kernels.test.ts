import { getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { Builder } from '../../../../src/architecture/builder.ts'
import { RuntimeFault } from '../../../../src/runtimes/runtime.ts'
import { lower } from '../../../../src/runtimes/tfjs/lower.ts'
import { neededKernels } from '../../../../src/runtimes/tfjs/needed-kernels.ts'
import { startPlanner } from '../../../../src/runtimes/tfjs/plan/planner.ts'
import { startTfjs } from '../../../../src/runtimes/tfjs/start.ts'
import { operationSurvey } from '../../../fixtures/networks.ts'

const device = { limits: {}, gpuVendor: '', gpuArchitecture: '', flags: {} }

const network = () => {
  const b = new Builder('test')
  return b.build(b.activation(b.conv(b.input([8, 8, 4]), 8, { kernel: 3 }), 'gelu'))
}

describe('the kernels that a network needs', () => {
  it.each(['on', 'off'] as const)(
    'are those that it calls, whatever its steps (fusion %s)',
    async (fusion) => {
      const planner = await startPlanner('wasm', device)
      const kinds = new Set<string>()
      for (const architecture of operationSurvey()) {
        const { steps } = lower(architecture, fusion)
        for (const { action } of steps) kinds.add(action.kind)
        const called = (await planner.plan(architecture, fusion)).map(({ kernel }) => kernel)
        expect([...new Set(called)].sort(), architecture.label).toEqual(
          [...new Set(steps.flatMap(neededKernels))].sort(),
        )
      }
      planner.close()
      // Biases are a step of their own only without fusion.
      expect(kinds.size).toBe(fusion === 'on' ? 19 : 20)
    },
  )

  it.each(['webgpu', 'webgl', 'wasm'] as const)('are all there on %s', async (backend) => {
    const planner = await startPlanner(backend, device)
    for (const fusion of ['on', 'off'] as const)
      for (const architecture of operationSurvey())
        for (const kernel of lower(architecture, fusion).steps.flatMap(neededKernels))
          expect(getKernel(kernel, backend), `${architecture.label}: ${kernel}`).toBeDefined()
    planner.close()
  })
})

describe('an operation that a backend cannot run', () => {
  const without = async (kernel: string, backend: string, work: () => Promise<unknown>) => {
    const config = getKernel(kernel, backend)
    unregisterKernel(kernel, backend)
    try {
      await work()
    } finally {
      registerKernel(config)
    }
  }

  it('is named with the backend before anything is run', async () => {
    const runtime = await startTfjs(
      { backend: 'cpu', threads: 1, fusion: 'on', selection: 'standard' },
      10_000,
    )
    await without('Erf', 'cpu', async () => {
      expect(() => runtime.prepare(network())).toThrow(RuntimeFault)
      expect(() => runtime.prepare(network())).toThrow(
        'Node "activation2" (activation) cannot run on cpu: TF.js has no kernel Erf there.',
      )
    })
    runtime.prepare(network()).dispose()
    await runtime.stop()
  })

  it.each(['webgpu', 'webgl', 'wasm'] as const)('is named by a plan for %s', async (backend) => {
    const planner = await startPlanner(backend, device)
    await without('Conv2D', backend, async () => {
      const fault: unknown = await planner.plan(network(), 'on').catch((error: unknown) => error)
      expect(fault).toBeInstanceOf(RuntimeFault)
      expect(fault).toMatchObject({
        code: 'unsupported-operation',
        message: `Node "conv2d1" (conv2d) cannot run on ${backend}: TF.js has no kernel Conv2D there.`,
      })
    })
    await planner.plan(network(), 'on')
    planner.close()
  })
})
