import type { Protocol } from '../measurement/protocol.ts'
import { factsOf } from '../spaces/registry.ts'
import { limits, type RunChoice } from './run-parameters.ts'

/**
 * Time that one timing (a network on a configuration) is expected to take before this device has shown its own. Where
 * there is no clock inside of a network, `on` times its kernels alone, which takes longer.
 */
export function expectedItemMs(protocol: Protocol): number {
  const { kernelTimes, kernelSamplingMs, isolatedSamplingMs } = protocol
  const kernelMs = {
    off: 0,
    on: Math.max(kernelSamplingMs, isolatedSamplingMs),
    both: kernelSamplingMs + isolatedSamplingMs,
  }[kernelTimes]
  return protocol.warmupMs + 2 * protocol.samplingMs + 400 + kernelMs
}

type Rhythm = Pick<Protocol, 'blockSize' | 'revisitShare' | 'kernelTimes'>
interface Timings {
  /** Networks times configurations, second visits included. */
  readonly items: number
  /** Canary networks: one before and one after each block. */
  readonly canaries: number
  /** The roof of each configuration, which takes about as long as a timing; none where no kernel is timed. */
  readonly ceilings: number
}

/** Everything that a campaign times, as `schedule` has it. */
export function timingsOf(networks: number, configurations: number, protocol: Rhythm): Timings {
  const revisits = Math.round(networks * Math.min(1, protocol.revisitShare))
  const blocks = Math.ceil(networks / protocol.blockSize) + Math.ceil(revisits / protocol.blockSize)
  return {
    items: configurations * (networks + revisits),
    canaries: configurations * 2 * blocks,
    ceilings: protocol.kernelTimes === 'off' ? 0 : configurations,
  }
}

/** Time of one timing, when a run of this size finished `doneItems` of its items in `elapsedMs`. */
export function shownItemMs(timings: Timings, doneItems: number, elapsedMs: number): number {
  return (elapsedMs / doneItems) * (timings.items / allOf(timings))
}

const allOf = ({ items, canaries, ceilings }: Timings): number => items + canaries + ceilings

/** Networks that a choice can give: those that are named, and all of its spaces. A named one is in the zoo. */
export const mostNetworks = ({ spaces, networks }: RunChoice): number =>
  spaces.reduce(
    (sum, name) => sum + (factsOf(name).size ?? Infinity),
    spaces.includes('zoo') ? 0 : networks.length,
  )

/** Networks of a choice by number. */
export const networksOf = (choice: RunChoice): number =>
  Math.min(choice.networks.length + (choice.spaces.length > 0 ? choice.count : 0), mostNetworks(choice))

/** Time of a campaign of so many networks, canaries, second visits and ceilings included. */
function durationOf(networks: number, { configurations, protocol, itemMs }: Pace): number {
  return allOf(timingsOf(networks, configurations, protocol)) * itemMs
}

/** What the time of a campaign depends on besides the number of its networks. */
export interface Pace {
  readonly configurations: number
  readonly protocol: Protocol
  /** Time of one timing, canary or not: from earlier runs or `expectedItemMs`. */
  readonly itemMs: number
}

interface Plan {
  /** Networks to draw. */
  readonly networks: number
  readonly configurations: number
  readonly durationMs: number
}

/** What a choice of whole networks amounts to. */
export function planOf(choice: RunChoice, pace: Pace): Plan {
  // What is chosen by name always runs; without a space there is nothing to fit into the time.
  const least = Math.max(choice.networks.length, limits.count[0])
  const networks =
    choice.minutes === null || choice.spaces.length === 0
      ? networksOf(choice)
      : Math.min(mostWithin(choice.minutes * 60_000, pace, [least, limits.count[1]]), mostNetworks(choice))
  return { networks, configurations: pace.configurations, durationMs: durationOf(networks, pace) }
}

interface KernelPlan {
  /** Operations that are measured: at most so many, because some may be in the dataset already. */
  readonly operations: number
  readonly durationMs: number
}

/**
 * What a choice of kernels amounts to, once it is known how many there are.
 * @param operations those that differ
 */
export function kernelPlanOf(
  { minutes }: Pick<RunChoice, 'minutes'>,
  operations: number,
  pace: Pace,
): KernelPlan {
  const most = minutes === null ? operations : mostWithin(minutes * 60_000, pace, [1, operations])
  const measured = Math.min(operations, most)
  return { operations: measured, durationMs: measured === 0 ? 0 : durationOf(measured, pace) }
}

/** The largest number of networks that fits, at least `least`: by halving, because time grows with the number. */
function mostWithin(budgetMs: number, pace: Pace, [least, most]: readonly [number, number]): number {
  let [fits, tooMany] = [least, most + 1]
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    if (durationOf(middle, pace) <= budgetMs) fits = middle
    else tooMany = middle
  }
  return fits
}
