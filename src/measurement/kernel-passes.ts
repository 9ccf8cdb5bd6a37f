import type { KernelRun, KernelTime } from '../dataset/kernel-schema.ts'
import type { KernelPass } from '../runtimes/runtime.ts'
import { yieldToEvents, type Now } from './clock.ts'
import { quantumMs } from './clock-quantum.ts'
import { kernelTimeOf, recorded, relativeWidthOf } from './kernel-time.ts'
import type { PassGate } from './pass-gate.ts'
import type { Protocol } from './protocol.ts'
import { medianInterval } from './statistics.ts'

type InNetwork = NonNullable<KernelRun['inNetwork']>
/** Times inside of a network, without the name of the clock. */
export type InNetworkTimes = Omit<InNetwork, 'method'>

/** Passes off the clock state are taken again until this many times the ordinary time is used. */
const patience = 3
/** A slow network gets this many, if it can; and where all of them say nothing, no more are taken. */
const fewestPasses = 3
/** Kernels cannot take longer together than the whole that they are parts of, but for the noise of two clocks. */
const mostShareOfWall = 1.05

interface TakenPass {
  readonly wallMs: number
  readonly timesMs: readonly (number | null)[]
  readonly canaryMs: readonly [number, number] | null
}

/**
 * Times the kernels inside of their network: pass after pass until the interval of their sum is narrow or a limit is
 * reached. The first pass is thrown away. Passes at another clock state are left out of the times, unless all are.
 *
 * @param pass one inference with the clock around each kernel
 * @param count kernels of one inference
 * @returns null where what the clock says cannot be right: nothing valid, nothing but zeros, another number of kernels,
 *   or kernels that add up to more than the whole
 */
export async function timeInNetwork(
  pass: () => Promise<KernelPass>,
  count: number,
  protocol: Protocol,
  gate: PassGate,
  now: Now,
): Promise<InNetworkTimes | null> {
  await pass()
  const taken: TakenPass[] = []
  const startMs = now()
  do {
    await yieldToEvents()
    const beginMs = now()
    const { timesMs, canaryMs } = await pass()
    const wallMs = now() - beginMs
    if (timesMs.length !== count) return null
    gate.note(canaryMs)
    taken.push({ wallMs, timesMs: timesMs.map(validMs), canaryMs })
    if (taken.length >= fewestPasses && readingsOf(taken).length === 0) return null
  } while (!isEnough(taken, protocol, gate, now() - startMs))
  return summary(taken, count, gate)
}

/** A clock that went backwards says nothing. */
const validMs = (timeMs: number | null): number | null =>
  timeMs !== null && Number.isFinite(timeMs) && timeMs >= 0 ? timeMs : null

const readingsOf = (taken: readonly TakenPass[]): number[] =>
  taken.flatMap(({ timesMs }) => timesMs.filter((timeMs) => timeMs !== null))

/** Step of the clock; the canaries are read on the same one. */
const stepOf = (taken: readonly TakenPass[]): number | null =>
  quantumMs([...readingsOf(taken), ...taken.flatMap(({ canaryMs }) => canaryMs ?? [])])

function isEnough(
  taken: readonly TakenPass[],
  protocol: Protocol,
  gate: PassGate,
  elapsedMs: number,
): boolean {
  const { kernelLeastPasses, kernelMostPasses, kernelRelativeHalfWidth, kernelSamplingMs } = protocol
  const off = offClock(taken, gate)
  const good = taken.length - off.length
  if (good >= kernelMostPasses || taken.length >= patience * kernelMostPasses) return true
  if (elapsedMs >= patience * kernelSamplingMs) return true
  const timeAllowedMs = (off.length > 0 ? patience : 1) * kernelSamplingMs
  if (elapsedMs >= timeAllowedMs && taken.length >= fewestPasses) return true
  if (good < kernelLeastPasses) return false
  const sum = kernelTimeOf(sumsOf(counted(taken, off)), stepOf(taken) ?? 0)
  return sum !== null && relativeWidthOf(sum) <= kernelRelativeHalfWidth
}

/** Sums of the passes in which every kernel has a time. */
const sumsOf = (taken: readonly TakenPass[]): number[] =>
  taken.flatMap(({ timesMs }) => {
    const known = timesMs.filter((timeMs) => timeMs !== null)
    return known.length < timesMs.length ? [] : [known.reduce((sum, timeMs) => sum + timeMs, 0)]
  })

/** Positions of the passes at another clock state, judged by the best canary that is known by now. */
const offClock = (taken: readonly TakenPass[], gate: PassGate): number[] =>
  taken.flatMap(({ canaryMs }, position) => (gate.isOff(canaryMs) ? [position] : []))

/** The passes that count: those at the best clock state, or all where there is none. */
function counted(taken: readonly TakenPass[], off: readonly number[]): readonly TakenPass[] {
  const left = new Set(off)
  const good = taken.filter((_, position) => !left.has(position))
  return good.length > 0 ? good : taken
}

function summary(taken: readonly TakenPass[], count: number, gate: PassGate): InNetworkTimes | null {
  const stepMs = stepOf(taken)
  const off = offClock(taken, gate)
  const passes = counted(taken, off)
  // Zero is what a coarse clock says of a short kernel; nothing but zeros is a clock that stands still.
  if (stepMs === null || !readingsOf(passes).some((timeMs) => timeMs > 0)) return null
  const times = Array.from({ length: count }, (_, kernel): KernelTime | null => {
    const readings = passes.flatMap(({ timesMs }) => timesMs[kernel] ?? [])
    return kernelTimeOf(readings, stepMs)
  })
  if (!areParts(passes, stepMs)) return null
  const wallMs = medianInterval(passes.map((pass) => pass.wallMs)).median
  return {
    quantumUs: recorded(1000 * stepMs),
    passes: taken.length,
    wallMs: recorded(wallMs),
    canaryMs: canariesOf(taken),
    offClock: off,
    times,
  }
}

/** Whether kernels add up to no more than their pass took, in most of the passes. */
function areParts(passes: readonly TakenPass[], stepMs: number): boolean {
  const longer = passes.filter(({ timesMs, wallMs }) => {
    const sumMs = timesMs.reduce<number>((sum, timeMs) => sum + (timeMs ?? 0), 0)
    return sumMs > mostShareOfWall * wallMs + stepMs
  })
  return longer.length <= passes.length / 2
}

/** One pair for each pass; a pass whose canary gave no time has zeros. Empty where none ran. */
function canariesOf(taken: readonly TakenPass[]): [number, number][] {
  if (taken.every(({ canaryMs }) => canaryMs === null)) return []
  return taken.map(({ canaryMs }) => [recorded(canaryMs?.[0] ?? 0), recorded(canaryMs?.[1] ?? 0)])
}
