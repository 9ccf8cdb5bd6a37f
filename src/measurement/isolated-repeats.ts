import type { KernelRun } from '../dataset/kernel-schema.ts'
import type { KernelPass } from '../runtimes/runtime.ts'
import { yieldToEvents, type Now } from './clock.ts'
import type { InNetworkTimes } from './kernel-passes.ts'
import type { KernelTable } from './kernel-table.ts'
import { coarseShare, kernelTimeOf, relativeWidthOf } from './kernel-time.ts'
import type { PassGate } from './pass-gate.ts'
import type { Protocol } from './protocol.ts'

export type IsolatedTimes = NonNullable<KernelRun['isolated']>

/** So often at least: the first dispatch finds other data in the caches than those after it. */
const leastRepeats = 8
/** Encoding more takes longer than they do. */
const mostRepeats = 4096

/** A kernel that is repeated at its first place in the network. */
interface Repeated {
  /** Its place in the table, and that of its first call. */
  readonly kernel: number
  readonly call: number
  /** Of one dispatch, as far as is known. */
  estimateMs: number
  repeats: number
  /** Times of one dispatch. */
  samples: number[]
  /** Those at another clock state. */
  offClock: number[]
}

/**
 * Times each different kernel alone by the GPU's clock: dispatched again and again inside of one bracket, so often that
 * the step of the clock is at most 2 % of it. How often is tried out: doubled until it holds. A few kernels at a time are
 * repeated, the longest first, and the others of the network run once; what is left when the time is over has no time.
 *
 * @param pass one inference with so many dispatches of each kernel
 * @param known the times inside of the network: where the repeats begin
 * @returns null where nothing could be timed
 */
export async function timeRepeated(
  pass: (repeats: readonly number[]) => Promise<KernelPass>,
  table: KernelTable,
  known: InNetworkTimes,
  protocol: Protocol,
  gate: PassGate,
  now: Now,
): Promise<IsolatedTimes | null> {
  const { quantumUs } = known
  const stepMs = quantumUs / 1000
  const kernels = repeatedOf(table, known, protocol)
  const endMs = now() + protocol.isolatedSamplingMs
  for (let open = kernels; open.length > 0; open = open.filter((one) => !isEnough(one, stepMs, protocol)))
    for (const group of groupsOf(open, protocol)) {
      if (now() >= endMs) return summary(kernels, quantumUs)
      await yieldToEvents()
      const repeats = table.calls.map(() => 1)
      for (const one of group) repeats[one.call] = one.repeats
      const { timesMs, canaryMs } = await pass(repeats)
      gate.note(canaryMs)
      for (const one of group) note(one, timesMs[one.call] ?? null, gate.isOff(canaryMs), stepMs, protocol)
    }
  return summary(kernels, quantumUs)
}

/** Each kernel at its first call, the longest first; those that the clock never saw are left out. */
function repeatedOf({ calls }: KernelTable, known: InNetworkTimes, protocol: Protocol): Repeated[] {
  const seen = new Set<number>()
  const repeated = calls.flatMap(({ kernel }, call): Repeated[] => {
    const time = known.times[call]
    if (seen.has(kernel) || !time) return []
    seen.add(kernel)
    const wanted = time.ms > 0 ? Math.ceil(known.quantumUs / 1000 / coarseShare / time.ms) : leastRepeats
    const repeats = Math.min(mostRepeatsOf(time.ms, protocol), Math.max(leastRepeats, wanted))
    return [{ kernel, call, estimateMs: time.ms, repeats, samples: [], offClock: [] }]
  })
  return repeated.sort((a, b) => b.estimateMs - a.estimateMs)
}

/** So often at most: a device stays responsive. */
const mostRepeatsOf = (timeMs: number, { mostSampleMs }: Protocol): number =>
  timeMs > 0 ? Math.max(1, Math.min(mostRepeats, Math.floor(mostSampleMs / timeMs))) : mostRepeats

/** Kernels whose brackets fit into one submission that a device can bear. */
function groupsOf(kernels: readonly Repeated[], { mostSampleMs }: Protocol): Repeated[][] {
  const groups: Repeated[][] = []
  let leftMs = 0
  for (const one of kernels) {
    const bracketMs = one.repeats * one.estimateMs
    const last = groups.at(-1)
    if (last && bracketMs <= leftMs) last.push(one)
    else {
      groups.push([one])
      leftMs = mostSampleMs
    }
    leftMs -= bracketMs
  }
  return groups
}

/** Keeps a time of one dispatch; where the bracket was too short for the clock, doubles the repeats instead. */
function note(
  one: Repeated,
  timeMs: number | null,
  isOff: boolean,
  stepMs: number,
  protocol: Protocol,
): void {
  if (timeMs === null || !(timeMs >= 0)) return
  // A coarse clock may say zero: half of what was thought is then as good a guess as any.
  one.estimateMs = Math.max(timeMs, one.estimateMs / 2)
  const isShort = stepMs > coarseShare * timeMs * one.repeats
  const doubled = Math.min(2 * one.repeats, mostRepeatsOf(timeMs, protocol))
  if (isShort && doubled > one.repeats) {
    one.repeats = doubled
    one.samples = []
    one.offClock = []
  } else (isOff ? one.offClock : one.samples).push(timeMs)
}

/** Of the samples at the best clock state, or of all where there is none. */
const timeOf = ({ samples, offClock, repeats }: Repeated, stepMs: number) =>
  kernelTimeOf(samples.length > 0 ? samples : offClock, stepMs / repeats)

function isEnough(one: Repeated, stepMs: number, protocol: Protocol): boolean {
  const { kernelLeastPasses, kernelMostPasses, kernelRelativeHalfWidth } = protocol
  const { length } = one.samples
  if (length < kernelLeastPasses) return false
  const time = timeOf(one, stepMs)
  return length >= kernelMostPasses || (time !== null && relativeWidthOf(time) <= kernelRelativeHalfWidth)
}

function summary(kernels: readonly Repeated[], quantumUs: number): IsolatedTimes | null {
  const times = kernels.flatMap((one) => {
    const time = timeOf(one, quantumUs / 1000)
    return time ? [{ kernels: [one.kernel], time }] : []
  })
  return times.length > 0 ? { method: 'gpu-timestamp', quantumUs, times } : null
}
