import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { GpuCanary } from './canary-webgpu.ts'
import * as tf from './engine.ts'
import { replaceMethod, type KernelClock } from './kernel-clock.ts'
import { TimestampQueries } from './kernel-clock-queries.ts'
import { timestampsToMs } from './kernel-clock-readings.ts'

/** What TypeScript calls private: all programs go through it, after their operands are uploaded (version pinned). */
interface Internals {
  recordAndSubmit(...program: unknown[]): void
  commandEncoder: GPUCommandEncoder
  computePassEncoder: GPUComputePassEncoder | null
}

const batchFlag = 'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE'

/** Sizes that a test makes small. */
export interface PassLimits {
  /** Timestamps in the query set: two for each program. */
  readonly queries: number
  /**
   * TF.js frees nothing before it submits. A network whose values take more than this is submitted in pieces, so that no
   * phone runs out of memory because of a clock.
   */
  readonly heldBytes: number
}

/**
 * The GPU's own clock before and after each program: a compute pass for each, all in one submission between two clock
 * canaries, read by one mapping. Null where the device has no timestamps.
 */
export function webgpuKernelClock(
  backend: WebGPUBackend,
  canary: GpuCanary | null,
  { queries: capacity, heldBytes }: PassLimits = { queries: 4096, heldBytes: 128 * 2 ** 20 },
): KernelClock | null {
  if (!backend.device.features.has('timestamp-query')) return null
  const queries = new TimestampQueries(backend.device, capacity)
  const internals = backend as unknown as Internals
  /** The encoder of TF.js, outside of any pass. */
  const encoder = (): GPUCommandEncoder => {
    backend.ensureCommandEncoderReady()
    backend.endComputePassEncoder()
    return internals.commandEncoder
  }
  const encodeCanary = () => canary?.encode(encoder(), queries.next(encoder()))

  /** One compute pass for each program from now on. @returns what ends that */
  function passPerProgram(repeats: readonly number[] | undefined): { end(): number } {
    let count = 0
    const usedBytes = () => backend.memory().numBytesInGPU
    const mostBytes = usedBytes() + heldBytes
    const batchSize = tf.env().getNumber(batchFlag)
    tf.env().set(batchFlag, Infinity)
    const restore = replaceMethod(internals, 'recordAndSubmit', (recordAndSubmit) => (...program) => {
      const open = encoder()
      const pass = open.beginComputePass({ timestampWrites: queries.next(open) })
      repeatDispatch(pass, repeats?.[count] ?? 1)
      count++
      internals.computePassEncoder = pass
      recordAndSubmit.apply(backend, program)
      backend.endComputePassEncoder()
      if (usedBytes() > mostBytes) backend.submitQueue()
    })
    return {
      end() {
        restore()
        tf.env().set(batchFlag, batchSize)
        return count
      },
    }
  }

  return {
    method: 'gpu-timestamp',
    async time(forward, repeats) {
      queries.restart()
      encodeCanary()
      const passes = passPerProgram(repeats)
      let count: number
      try {
        forward()
      } finally {
        count = passes.end()
        encodeCanary()
        queries.resolve(encoder())
        backend.submitQueue()
      }
      const stamps = await queries.read()
      requireOneEach(repeats, count)
      const each = repeats ?? new Array<number>(count).fill(1)
      const { timesMs, disturbed } = timestampsToMs(stamps, canary ? [1, ...each, 1] : each)
      const [first, last] = [timesMs.at(0) ?? null, timesMs.at(-1) ?? null]
      return {
        timesMs: canary ? timesMs.slice(1, -1) : timesMs,
        canaryMs: canary && first !== null && last !== null ? [first, last] : null,
        ...(disturbed !== null && { disturbed }),
      }
    },
  }
}

/** Has the one dispatch of a pass done `times` times. */
function repeatDispatch(pass: GPUComputePassEncoder, times: number): void {
  if (times === 1) return
  const { dispatchWorkgroups } = pass
  pass.dispatchWorkgroups = (...workgroups) => {
    for (let i = 0; i < times; i++) dispatchWorkgroups.apply(pass, workgroups)
  }
}

function requireOneEach(repeats: readonly number[] | undefined, kernels: number): void {
  if (repeats && repeats.length !== kernels)
    throw new RangeError(`There are repeats for ${repeats.length} kernels, and ${kernels} ran.`)
}
