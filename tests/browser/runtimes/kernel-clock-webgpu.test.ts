import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { medianInterval } from '../../../src/measurement/statistics.ts'
import type { Executable, Runtime } from '../../../src/runtimes/runtime.ts'
import { webgpuKernelClock } from '../../../src/runtimes/tfjs/kernel-clock-webgpu.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { tinyNetwork } from '../../fixtures/networks.ts'
import { labNetwork } from '../../bench/cases/plain-loop.ts'

const start = () => startTfjs({ backend: 'webgpu', threads: 1, fusion: 'on', selection: 'standard' }, 20_000)

/** Counts the calls of a method of all objects of a class while `work` runs. */
async function callsOf<Host extends object>(
  host: Host,
  name: keyof Host,
  work: () => Promise<unknown>,
): Promise<number> {
  const original = host[name] as (...args: unknown[]) => unknown
  let calls = 0
  host[name] = function (this: unknown, ...args: unknown[]) {
    calls++
    return original.apply(this, args)
  } as Host[keyof Host]
  try {
    await work()
  } finally {
    host[name] = original as Host[keyof Host]
  }
  return calls
}

const sum = (times: readonly (number | null)[]) => times.reduce<number>((all, time) => all + (time ?? NaN), 0)

describe('GPU timestamps', () => {
  let runtime: Runtime
  let executable: Executable
  let kernels: number

  beforeEach(async () => {
    runtime = await start()
    executable = runtime.prepare(tinyNetwork())
    executable.load()
    executable.run()
    await executable.sync()
    kernels = executable.observe()?.length ?? 0
  })
  afterEach(() => runtime.stop())

  const canaries = 2

  it('come from one pass for each kernel, in one submission and one mapping', async () => {
    const timed = () => executable.timeKernels()
    // The work queued before is submitted by itself.
    await executable.sync()
    expect(await callsOf(GPUComputePassEncoder.prototype, 'end', timed)).toBe(kernels + canaries)
    expect(await callsOf(GPUCommandEncoder.prototype, 'resolveQuerySet', timed)).toBe(1)
    expect(await callsOf(GPUBuffer.prototype, 'mapAsync', timed)).toBe(1)
    // One more is the empty one that ends what was queued before.
    expect(await callsOf(GPUQueue.prototype, 'submit', timed)).toBe(1 + 1)
  })

  it('are of repeated dispatches where that is wanted, each kernel as often as it says', async () => {
    const repeats = Array.from({ length: kernels }, (_, i) => 1 + (i % 4))
    let times: readonly (number | null)[] = []
    const dispatches = await callsOf(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', async () => {
      times = (await executable.timeKernels(repeats)).timesMs
    })
    expect(dispatches).toBe(sum(repeats) + canaries)
    expect(times).toHaveLength(kernels)
    expect(times.every((time) => time !== null && time > 0)).toBe(true)
  })

  it.each([
    ['of another length', () => [1]],
    ['of zero', () => new Array<number>(kernels).fill(0)],
    ['that are not whole', () => new Array<number>(kernels).fill(1.5)],
  ])('refuse repeats %s, and work afterwards', async (_, repeats) => {
    await expect(executable.timeKernels(repeats())).rejects.toThrow(RangeError)
    expect((await executable.timeKernels()).timesMs).toHaveLength(kernels)
  })

  it.each([
    ['more kernels than the query set holds', { queries: 4, heldBytes: 2 ** 30 }],
    ['more values than may be held', { queries: 4096, heldBytes: 0 }],
    ['both', { queries: 4, heldBytes: 0 }],
  ])('are complete for a network with %s', async (_, limits) => {
    executable.run()
    const output = await executable.read()
    const clock = webgpuKernelClock(tf.findBackend('webgpu') as WebGPUBackend, null, limits)!
    for (let pass = 0; pass < 2; pass++) {
      const { timesMs, canaryMs } = await clock.time(() => {
        executable.run()
      })
      expect(timesMs).toHaveLength(kernels)
      expect(timesMs.every((time) => time !== null && time > 0)).toBe(true)
      expect(canaryMs).toBeNull()
      expect(await executable.read()).toEqual(output)
    }
  })

  it('add up to the wall time of their submission within 10 %, on software rendering', async () => {
    // So much work that the few milliseconds around a submission do not count.
    const large = runtime.prepare(labNetwork(160))
    large.load()
    large.run()
    await large.sync()
    const { submit } = GPUQueue.prototype
    const shares: number[] = []
    for (let pass = 0; pass < 7; pass++) {
      let wallMs: Promise<number> | undefined
      GPUQueue.prototype.submit = function (this: GPUQueue, buffers) {
        const startMs = performance.now()
        submit.call(this, buffers)
        wallMs = this.onSubmittedWorkDone().then(() => performance.now() - startMs)
      }
      try {
        const { timesMs, canaryMs } = await large.timeKernels()
        shares.push((sum(timesMs) + sum(canaryMs!)) / (await wallMs!))
      } finally {
        GPUQueue.prototype.submit = submit
      }
    }
    const { median } = medianInterval(shares)
    expect(median, String(shares)).toBeGreaterThan(0.9)
    // What ran one after another cannot have taken longer than all of it.
    expect(median, String(shares)).toBeLessThan(1.01)
  })

  it('end with a fault where the device is lost while they are waited for', async () => {
    const { device } = tf.findBackend('webgpu') as WebGPUBackend
    const { submit } = GPUQueue.prototype
    let submissions = 0
    GPUQueue.prototype.submit = function (this: GPUQueue, buffers) {
      submit.call(this, buffers)
      if (++submissions === 2) device.destroy()
    }
    try {
      await expect(executable.timeKernels()).rejects.toMatchObject({
        name: 'RuntimeFault',
        code: 'device-lost',
      })
      expect(submissions).toBe(2)
    } finally {
      GPUQueue.prototype.submit = submit
    }
    await expect(runtime.broken).resolves.toMatchObject({ code: 'device-lost' })
  })
})

it('a device without timestamps has no clock around kernels', async () => {
  const { requestDevice } = GPUAdapter.prototype
  GPUAdapter.prototype.requestDevice = function (this: GPUAdapter, wish = {}) {
    const requiredFeatures = [...(wish.requiredFeatures ?? [])].filter((name) => name !== 'timestamp-query')
    return requestDevice.call(this, { ...wish, requiredFeatures })
  }
  try {
    const runtime = await start()
    const executable = runtime.prepare(tinyNetwork())
    executable.load()
    expect(executable.kernelClock).toBeNull()
    await expect(executable.timeKernels()).rejects.toMatchObject({ code: 'error' })
    // Its canary is timed by the page.
    expect(await runtime.canary?.()).toBeGreaterThan(0)
    await runtime.stop()
  } finally {
    GPUAdapter.prototype.requestDevice = requestDevice
  }
})
