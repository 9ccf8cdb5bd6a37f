import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { StepTurn } from '../../../src/runtimes/runtime.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { operationSurvey, tinyNetwork } from '../../fixtures/networks.ts'

/** Counts what the backend is asked to run: dispatches, drawings or calls of kernels. */
function countKernels(backend: 'webgpu' | 'webgl' | 'wasm'): { take(): number; stop(): void } {
  const [host, name] = {
    webgpu: [GPUComputePassEncoder.prototype, 'dispatchWorkgroups'],
    webgl: [WebGL2RenderingContext.prototype, 'drawElements'],
    wasm: [tf.engine(), 'runKernel'],
  }[backend] as unknown as [Record<string, (...args: unknown[]) => unknown>, string]
  const original = host[name]!
  let count = 0
  host[name] = function (this: unknown, ...args) {
    count++
    return original.apply(this, args)
  }
  return {
    take() {
      const taken = count
      count = 0
      return taken
    },
    stop() {
      host[name] = original
    },
  }
}

describe('visiting steps', () => {
  it.each(['webgpu', 'webgl', 'wasm'] as const)(
    'on %s repeats each step at its turn, with its kernels, and changes neither output nor memory',
    async (backend) => {
      const runtime = await startTfjs({ backend, threads: 1, fusion: 'on', selection: 'standard' }, 20_000)
      for (const network of operationSurvey()) {
        const { label } = network
        const executable = runtime.prepare(network)
        executable.load()
        executable.run()
        const output = await executable.read()
        await runtime.roundTrip()
        const { numTensors, numDataBuffers } = tf.memory()
        const kernels = executable.observe() ?? []
        await executable.read()
        const seen: number[] = []
        let turns = 0
        const counter = countKernels(backend)
        try {
          await executable.visitSteps(async (step) => {
            turns++
            seen.push(...step.kernels)
            for (const position of step.kernels)
              expect(kernels[position]?.nodes, `${label}, kernel ${position}`).toEqual(step.nodes)
            counter.take()
            step.queue(3)
            expect(counter.take(), `${label}, ${step.nodes}`).toBe(3 * step.kernels.length)
            step.queue(0)
            expect(counter.take()).toBe(0)
            await step.sync()
          })
        } finally {
          counter.stop()
        }
        expect(seen, label).toEqual(kernels.map((_, position) => position))
        expect(turns, label).toBe(executable.calls)
        expect(await executable.read(), label).toEqual(output)
        expect(tf.memory(), label).toMatchObject({ numTensors, numDataBuffers })
        executable.dispose()
      }
      await runtime.stop()
    },
  )

  it('gives steps that only rename their values no kernels on a GPU', async () => {
    const runtime = await startTfjs(
      { backend: 'webgpu', threads: 1, fusion: 'on', selection: 'standard' },
      20_000,
    )
    const executable = runtime.prepare(operationSurvey().find(({ label }) => label === 'dense')!)
    executable.load()
    const kernels: number[] = []
    await executable.visitSteps(async (step) => {
      kernels.push(step.kernels.length)
    })
    expect(kernels[0]).toBe(0)
    expect(kernels[1]).toBeGreaterThan(0)
    await runtime.stop()
  })

  it('frees everything where a visit fails, and refuses a turn that is over', async () => {
    const runtime = await startTfjs(
      { backend: 'wasm', threads: 1, fusion: 'on', selection: 'standard' },
      20_000,
    )
    const executable = runtime.prepare(tinyNetwork())
    executable.load()
    executable.run()
    const output = await executable.read()
    const { numTensors } = tf.memory()
    const turns: StepTurn[] = []
    await expect(
      executable.visitSteps(async (step) => {
        turns.push(step)
        step.queue(1)
        if (turns.length === 3) throw new Error('enough')
      }),
    ).rejects.toThrow('enough')
    expect(tf.memory().numTensors).toBe(numTensors)
    expect(() => turns[0]!.queue(1)).toThrow('over')
    executable.run()
    expect(await executable.read()).toEqual(output)
    await runtime.stop()
  })

  it('is refused where the backend does not show its kernels', async () => {
    const runtime = await startTfjs(
      { backend: 'cpu', threads: 1, fusion: 'on', selection: 'standard' },
      20_000,
    )
    const executable = runtime.prepare(tinyNetwork())
    executable.load()
    await expect(executable.visitSteps(async () => undefined)).rejects.toMatchObject({ code: 'error' })
    await runtime.stop()
  })
})
