import { peakBytes, totalCost } from '../architecture/cost.ts'
import type { Architecture } from '../architecture/graph.ts'
import type { Ceilings } from '../dataset/kernel-schema.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { batchSize, leastSampleMs, type SampleFloor } from './batch.ts'
import { breakdownBehind } from './breakdown.ts'
import { copySize, productSize, type CeilingSize } from './ceiling-networks.ts'
import { yieldToEvents, type Now } from './clock.ts'
import type { Protocol } from './protocol.ts'
import { medianInterval } from './statistics.ts'

/** A kernel of this length hides what it takes to queue it. */
const enoughMs = 5
/** The next size takes four to nine times as long: beyond this it is left out. */
const mostGrowth = 9
const mostInferenceMs = 250
/** Share of what the device is given for a network. */
const shareOfBudget = 0.25
const samples = 7
/** TF.js frees on WebGPU only when it submits, which it does after so many programs: until then outputs add up. */
const mostHeldOutputs = 15

/**
 * The roof of a device with one configuration: what a large matrix product and a large copy reach. Sizes grow until an
 * inference is long enough, the memory is used or the next would take too long; the best of them counts.
 * @param budgetBytes what a network may need on this device
 * @returns null where a device cannot run either of them
 * @throws {RuntimeFault} where the backend itself has broken down, whether a call fails or none
 */
export async function measureCeilings(
  runtime: Runtime,
  protocol: Protocol,
  floor: SampleFloor,
  budgetBytes: number,
  now: Now,
): Promise<Ceilings | null> {
  const timeOf = (architecture: Architecture) => inferenceMs(runtime, architecture, protocol, floor, now)
  const bestOf = async (sizes: (size: number) => CeilingSize | null): Promise<number> => {
    let best = 0
    let mostBatch = Infinity
    for (let size = 0; ; size++) {
      const next = sizes(size)
      if (!next || bytesOf(next.architecture, mostBatch) > shareOfBudget * budgetBytes) return best
      const timeMs = await orNone(timeOf(next.architecture), runtime)
      if (timeMs === null) return best
      // The next size takes longer, and so fewer of it make a sample.
      mostBatch = Math.ceil(leastSampleMs(protocol, floor) / timeMs)
      if (timeMs > 0) best = Math.max(best, Math.round((1000 * next.work) / timeMs))
      // Emulated on a CPU, a large kernel takes seconds and says no more.
      if (runtime.facts.isSoftware || timeMs >= enoughMs || timeMs * mostGrowth > mostInferenceMs) return best
    }
  }
  const bestOfBoth = async (): Promise<Ceilings | null> => {
    const flopsPerSecond = await bestOf(productSize)
    const bytesPerSecond = await bestOf(copySize)
    return flopsPerSecond > 0 && bytesPerSecond > 0 ? { flopsPerSecond, bytesPerSecond } : null
  }
  // A device that reports an error may go on answering, faster than any: its times are worth nothing.
  return Promise.race([bestOfBoth(), runtime.broken.then((fault) => Promise.reject(fault))])
}

/** What so many inferences behind one sync need at the most. */
const bytesOf = (architecture: Architecture, batch: number): number =>
  peakBytes(architecture) + (Math.min(batch, mostHeldOutputs) - 1) * totalCost(architecture).bytesWritten

/** A size that a device refuses is the end of growing, not of measuring. @throws {RuntimeFault} of a breakdown */
async function orNone(timing: Promise<number>, runtime: Runtime): Promise<number | null> {
  try {
    return await timing
  } catch (error) {
    const breakdown = await breakdownBehind(error, runtime)
    if (breakdown) throw breakdown
    return null
  }
}

/** Median time per inference in a batch, in milliseconds. */
async function inferenceMs(
  runtime: Runtime,
  architecture: Architecture,
  protocol: Protocol,
  floor: SampleFloor,
  now: Now,
): Promise<number> {
  const executable = runtime.prepare(architecture)
  const batched = async (count: number): Promise<number> => {
    const startMs = now()
    for (let i = 0; i < count; i++) executable.run()
    await executable.sync()
    return now() - startMs
  }
  try {
    executable.load()
    await executable.compile()
    await batched(1)
    const batch = await batchSize(protocol, floor, executable.calls, batched)
    const times: number[] = []
    while (times.length < samples) {
      await yieldToEvents()
      times.push((await batched(batch)) / batch)
    }
    return medianInterval(times).median
  } finally {
    executable.dispose()
  }
}
