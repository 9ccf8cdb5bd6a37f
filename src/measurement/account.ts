import { totalKernelMs } from '../dataset/kernel-lookup.ts'
import type { Account, KernelRun } from '../dataset/kernel-schema.ts'
import { yieldToEvents, type Now } from './clock.ts'
import { recorded } from './kernel-time.ts'
import type { Waiting } from './patient-executable.ts'
import type { Protocol } from './protocol.ts'
import { medianInterval } from './statistics.ts'

/** What of an inference is not kernels, as the page's clock sees it. */
export interface Surroundings {
  /** Median time of `run`: on a GPU the page queueing the kernels, on WASM the kernels too. */
  readonly runMs: number
  /** Median time of `read` when everything is done: it holds a submission and its wait. */
  readonly readMs: number
}

/** Medians do not need many; a slow network gets fewer. */
const mostRounds = 15
const fewestRounds = 3
/** Share of the time that one timing may take. */
const shareOfSampling = 0.25

/** Times `run` and `read` apart, each inference waited for in between: what one hides behind the other shows. */
export async function timeSurroundings(
  executable: Waiting,
  { samplingMs }: Protocol,
  now: Now,
): Promise<Surroundings> {
  const runs: number[] = []
  const reads: number[] = []
  const startMs = now()
  while (
    runs.length < fewestRounds ||
    (runs.length < mostRounds && now() - startMs < shareOfSampling * samplingMs)
  ) {
    await yieldToEvents()
    const beginMs = now()
    executable.run()
    runs.push(now() - beginMs)
    await executable.sync()
    const doneMs = now()
    await executable.read()
    reads.push(now() - doneMs)
  }
  return { runMs: medianInterval(runs).median, readMs: medianInterval(reads).median }
}

/**
 * Where the time of one awaited inference goes. The parts add up to its median: what is left over stands there as
 * unexplained. Kernel times inside of the network are taken where there are any, else those of kernels alone.
 *
 * @param latencyMs median of one awaited inference
 * @param syncFloorMs one submission and its wait, with nothing to wait for
 * @param isSynchronous kernels return when they are done (WASM): then `run` holds them, and they are taken off
 * @returns null where no kernel has a time
 */
export function accountOf(
  kernels: KernelRun,
  latencyMs: number,
  syncFloorMs: number,
  { runMs, readMs }: Surroundings,
  isSynchronous: boolean,
): Account | null {
  const kernelsFrom = kernels.inNetwork ? 'in-network' : 'isolated'
  if (!kernels.inNetwork && !kernels.isolated) return null
  const kernelsMs = totalKernelMs(kernels, kernelsFrom)
  const dispatchMs = recorded(isSynchronous ? runMs - kernelsMs : runMs)
  const syncMs = recorded(syncFloorMs)
  const readbackMs = recorded(Math.max(0, readMs - syncFloorMs))
  const unexplainedMs = latencyMs - (kernelsMs + dispatchMs + syncMs + readbackMs)
  return { kernelsMs, kernelsFrom, dispatchMs, syncMs, readbackMs, unexplainedMs }
}
