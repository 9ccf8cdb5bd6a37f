import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { Executable, RuntimeConfiguration, RuntimeFault } from '../../../src/runtimes/runtime.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { operationSurvey, tinyNetwork } from '../../fixtures/networks.ts'

const configurationOf = (
  backend: RuntimeConfiguration['backend'],
  fusion: RuntimeConfiguration['fusion'] = 'on',
): RuntimeConfiguration => ({ backend, threads: 1, fusion, selection: 'standard' })

/** What of TF.js a clock takes the place of, and the flags. */
function stateOfTfjs(backend: string) {
  const instance = tf.findBackend(backend) as unknown as {
    readonly recordAndSubmit?: unknown
    readonly gpgpu?: { readonly executeProgram: unknown }
  }
  return {
    runKernel: tf.engine().runKernel,
    recordAndSubmit: instance.recordAndSubmit,
    executeProgram: instance.gpgpu?.executeProgram,
    ownOfBackend: Object.keys(instance).sort(),
    ownOfContext: Object.keys(instance.gpgpu ?? {}).sort(),
    flags: { ...tf.env().getFlags() },
  }
}

/** A network that has had its first run, which uploads and encodes weights. */
async function settled(executable: Executable): Promise<Executable> {
  executable.load()
  executable.run()
  await executable.sync()
  return executable
}

const isTime = (time: number | null) => time !== null && time >= 0

describe('the clock around kernels', () => {
  it.each([
    ['webgpu', 'on', 'gpu-timestamp'],
    ['webgpu', 'off', 'gpu-timestamp'],
    ['webgl', 'on', 'gpu-timer-query'],
    ['wasm', 'on', 'call-wall'],
  ] as const)(
    'on %s, fusion %s, times what is observed, changes no output, and leaves TF.js and its memory as they were',
    async (backend, fusion, method) => {
      const runtime = await startTfjs(configurationOf(backend, fusion), 20_000)
      try {
        for (const network of operationSurvey()) {
          const { label } = network
          const executable = await settled(runtime.prepare(network))
          expect(executable.kernelClock).toBe(method)
          const kernels = executable.observe() ?? []
          executable.run()
          const output = await executable.read()
          // Makes the value that round trips wait for, once.
          await runtime.roundTrip()
          const { numTensors, numDataBuffers } = tf.memory()
          const before = stateOfTfjs(backend)
          const { timesMs, canaryMs, disturbed } = await executable.timeKernels()
          expect(timesMs.length, label).toBe(kernels.length)
          // A clock that stands still is the fault of no kernel: a call of a few microseconds on WASM may read zero.
          if (disturbed === undefined) expect(timesMs.every(isTime), `${label}: ${timesMs}`).toBe(true)
          else expect(kernels.length, `${label}: ${disturbed}`).toBe(0)
          if (backend === 'webgpu')
            expect(
              canaryMs?.every((time) => time > 0),
              label,
            ).toBe(true)
          else expect(canaryMs).toBeNull()
          expect(await executable.read(), label).toEqual(output)
          expect(stateOfTfjs(backend), label).toEqual(before)
          expect(tf.memory(), label).toMatchObject({ numTensors, numDataBuffers })
          executable.dispose()
        }
      } finally {
        await runtime.stop()
      }
    },
  )

  it.each(['webgpu', 'webgl', 'wasm'] as const)(
    'on %s leaves TF.js as it was where a kernel throws, and frees what was there',
    async (backend) => {
      const runtime = await startTfjs(configurationOf(backend), 20_000)
      const engine = tf.engine()
      try {
        const executable = await settled(runtime.prepare(tinyNetwork()))
        const expected = (await executable.timeKernels()).timesMs.length
        const output = await executable.read()
        const { numTensors } = tf.memory()
        const { runKernel } = engine
        let calls = 0
        engine.runKernel = (...call) => {
          if (++calls === 3) throw new Error('no third kernel')
          return runKernel.apply(engine, call) as never
        }
        const before = stateOfTfjs(backend)
        await expect(executable.timeKernels()).rejects.toThrow('no third kernel')
        expect(stateOfTfjs(backend)).toEqual(before)
        engine.runKernel = runKernel
        expect(tf.memory().numTensors).toBe(numTensors)
        expect((await executable.timeKernels()).timesMs).toHaveLength(expected)
        expect(await executable.read()).toEqual(output)
      } finally {
        await runtime.stop()
      }
    },
  )

  it('is missing on the cpu backend, and says so', async () => {
    const runtime = await startTfjs(configurationOf('cpu'), 20_000)
    const executable = await settled(runtime.prepare(tinyNetwork()))
    expect(executable.kernelClock).toBeNull()
    await expect(executable.timeKernels()).rejects.toMatchObject({
      name: 'RuntimeFault',
      code: 'error',
    } satisfies Partial<RuntimeFault>)
    await runtime.stop()
  })

  it.each(['webgl', 'wasm'] as const)('on %s refuses to repeat kernels', async (backend) => {
    const runtime = await startTfjs(configurationOf(backend), 20_000)
    const executable = await settled(runtime.prepare(tinyNetwork()))
    await expect(executable.timeKernels([1, 1])).rejects.toMatchObject({ code: 'error' })
    await runtime.stop()
  })
})
