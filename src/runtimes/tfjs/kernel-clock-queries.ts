import { RuntimeFault } from '../runtime.ts'
import { withinTime } from '../time-limit.ts'

const bytesPerStamp = 8
/** Everything submitted is done by then: only the answer itself has to come. */
const answerLimitMs = 5_000

/**
 * Timestamps of many compute passes through one set of queries, because devices have few sets (32 on Metal). A full set is
 * resolved into a buffer and used again, so there is no limit to the passes.
 */
export class TimestampQueries {
  readonly #set: GPUQuerySet
  readonly #resolved: GPUBuffer
  #readbacks: GPUBuffer[] = []
  /** Timestamps in each readback so far. */
  #counts: number[] = []
  #used = 0

  /** @param capacity timestamps that are kept at a time, even; WebGPU allows 4096 in a set */
  constructor(
    private readonly device: GPUDevice,
    private readonly capacity: number,
  ) {
    this.#set = device.createQuerySet({ type: 'timestamp', count: capacity })
    const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC
    this.#resolved = device.createBuffer({ size: bytesPerStamp * capacity, usage })
  }

  /** Forgets what was written. */
  restart(): void {
    this.#counts = []
    this.#used = 0
  }

  /** Begin and end of the pass that is encoded next. */
  next(encoder: GPUCommandEncoder): GPUComputePassTimestampWrites {
    if (this.#used === this.capacity) this.resolve(encoder)
    const beginningOfPassWriteIndex = this.#used
    this.#used += 2
    return {
      querySet: this.#set,
      beginningOfPassWriteIndex,
      endOfPassWriteIndex: beginningOfPassWriteIndex + 1,
    }
  }

  /** Encodes the copy of what was written since the last call. */
  resolve(encoder: GPUCommandEncoder): void {
    if (this.#used === 0) return
    const readback = (this.#readbacks[this.#counts.length] ??= this.device.createBuffer({
      size: bytesPerStamp * this.capacity,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    }))
    encoder.resolveQuerySet(this.#set, 0, this.#used, this.#resolved, 0)
    encoder.copyBufferToBuffer(this.#resolved, 0, readback, 0, bytesPerStamp * this.#used)
    this.#counts.push(this.#used)
    this.#used = 0
  }

  /**
   * All timestamps in the order of `next`, in nanoseconds, once everything is resolved and submitted.
   * @throws {RuntimeFault} `timeout` where the queue is done and the answer does not come, `device-lost`, or `error` where
   *   it cannot come
   */
  async read(): Promise<BigUint64Array> {
    const readbacks = this.#readbacks.slice(0, this.#counts.length)
    try {
      const mapped = Promise.all(readbacks.map((readback) => readback.mapAsync(GPUMapMode.READ)))
      const limited = this.device.queue
        .onSubmittedWorkDone()
        .then(() => withinTime(mapped, answerLimitMs, 'Reading the GPU timestamps'))
      await Promise.all([mapped, limited])
      return this.#joined(readbacks)
    } catch (error) {
      // A readback whose mapping failed is of no use any more.
      this.#readbacks = []
      if (error instanceof RuntimeFault) throw error
      // Nobody unmaps a readback that is waited for, but a device that is lost does.
      const code = error instanceof DOMException && error.name === 'AbortError' ? 'device-lost' : 'error'
      throw new RuntimeFault(code, `The GPU timestamps cannot be read: ${String(error)}`)
    } finally {
      for (const readback of readbacks) readback.unmap()
    }
  }

  #joined(readbacks: readonly GPUBuffer[]): BigUint64Array {
    const joined = new BigUint64Array(this.#counts.reduce((sum, count) => sum + count, 0))
    let offset = 0
    for (const [index, readback] of readbacks.entries()) {
      const count = this.#counts[index] ?? 0
      joined.set(new BigUint64Array(readback.getMappedRange(0, bytesPerStamp * count)), offset)
      offset += count
    }
    return joined
  }
}
