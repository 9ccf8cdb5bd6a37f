import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { webglKernelClock } from '../../../src/runtimes/tfjs/kernel-clock-webgl.ts'
import { tinyNetwork } from '../../fixtures/networks.ts'

const start = () => startTfjs({ backend: 'webgl', threads: 1, fusion: 'on', selection: 'standard' }, 20_000)

async function settled() {
  const runtime = await start()
  const executable = runtime.prepare(tinyNetwork())
  executable.load()
  executable.run()
  await executable.sync()
  return { runtime, executable, kernels: executable.observe()?.length ?? 0 }
}

/** Another answer of the WebGL context to a question, for as long as `work` runs. */
async function answering<Name extends 'getParameter' | 'getQueryParameter' | 'getExtension'>(
  name: Name,
  answer: (this: WebGL2RenderingContext, real: () => unknown, ...question: unknown[]) => unknown,
  work: () => Promise<void>,
): Promise<void> {
  const context = WebGL2RenderingContext.prototype as unknown as Record<
    Name,
    (...question: unknown[]) => unknown
  >
  const original = context[name]
  context[name] = function (this: WebGL2RenderingContext, ...question) {
    return answer.call(this, () => original.apply(this, question), ...question)
  }
  try {
    await work()
  } finally {
    context[name] = original
  }
}

const gpuDisjoint = 0x8fbb

describe('timer queries', () => {
  it('are as many as kernels, and all of them are deleted', async () => {
    const { runtime, executable, kernels } = await settled()
    const context = WebGL2RenderingContext.prototype
    const { createQuery, deleteQuery } = context
    const alive = new Set<WebGLQuery>()
    let made = 0
    context.createQuery = function () {
      const query = createQuery.call(this)
      alive.add(query)
      made++
      return query
    }
    context.deleteQuery = function (query) {
      if (query) alive.delete(query)
      deleteQuery.call(this, query)
    }
    try {
      expect((await executable.timeKernels()).timesMs).toHaveLength(kernels)
    } finally {
      Object.assign(context, { createQuery, deleteQuery })
    }
    expect(made).toBe(kernels)
    expect(alive.size).toBe(0)
    await runtime.stop()
  })

  it('that a disjoint event disturbs are no times, and the next pass has them again', async () => {
    const { runtime, executable, kernels } = await settled()
    let asked = 0
    await answering(
      'getParameter',
      // The first question is what happened before.
      (real, parameter) => (parameter === gpuDisjoint ? ++asked === 2 : real()),
      async () => {
        const { timesMs, disturbed } = await executable.timeKernels()
        expect(timesMs).toEqual(new Array(kernels).fill(null))
        expect(disturbed).toMatch(/disturbed/)
        const after = await executable.timeKernels()
        expect(after.disturbed).toBeUndefined()
        expect(after.timesMs.every((time) => time !== null)).toBe(true)
      },
    )
    await runtime.stop()
  })

  it('are not harmed by a disjoint event before the pass', async () => {
    const { runtime, executable } = await settled()
    let asked = 0
    await answering(
      'getParameter',
      (real, parameter) => (parameter === gpuDisjoint ? ++asked === 1 : real()),
      async () => {
        expect((await executable.timeKernels()).disturbed).toBeUndefined()
      },
    )
    await runtime.stop()
  })

  it('that never answer end in a fault within seconds, and the runtime goes on', async () => {
    const { runtime, executable, kernels } = await settled()
    await answering(
      'getQueryParameter',
      function (real, _, parameter) {
        return parameter === this.QUERY_RESULT_AVAILABLE ? false : real()
      },
      async () => {
        await expect(executable.timeKernels()).rejects.toMatchObject({ code: 'timeout' })
      },
    )
    expect((await executable.timeKernels()).timesMs).toHaveLength(kernels)
    await runtime.stop()
  })

  it('whose context is lost while they are waited for end in a fault', async () => {
    const { runtime, executable } = await settled()
    const backend = tf.findBackend('webgl') as MathBackendWebGL
    const clock = webglKernelClock(backend, runtime.roundTrip)!
    await expect(
      clock.time(() => {
        executable.run()
        backend.gpgpu.gl.getExtension('WEBGL_lose_context')!.loseContext()
      }),
    ).rejects.toMatchObject({ code: 'context-lost' })
    await runtime.stop()
  })

  it('that the browser has not are no clock around kernels', async () => {
    await answering(
      'getExtension',
      (real, name) => (name === 'EXT_disjoint_timer_query_webgl2' ? null : real()),
      async () => {
        const { runtime, executable } = await settled()
        expect(executable.kernelClock).toBeNull()
        await expect(executable.timeKernels()).rejects.toMatchObject({ code: 'error' })
        await runtime.stop()
      },
    )
  })
})
