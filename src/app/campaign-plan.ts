import type { Configuration } from '../dataset/record.ts'
import type { BackendReport, DeviceReport } from '../measurement/device-report.ts'
import type { Protocol } from '../measurement/protocol.ts'
import { factsOf } from '../spaces/registry.ts'
import { backendLabels } from './labels.ts'
import { limits, type RunChoice } from './run-parameters.ts'

/** One line of the choice of backends. */
interface Offer {
  /** As in a link: `webgpu`, `wasm-2`. */
  readonly name: string
  readonly label: string
  readonly configuration: Omit<Configuration, 'fusion'>
  readonly isAvailable: boolean
  readonly isSoftware: boolean
}

/** Everything that can be measured here, and what is missing, in the order of the report. */
export function offersOf(report: DeviceReport): Offer[] {
  return report.backends.flatMap((backend) => threadsOf(backend).map((threads) => offerOf(backend, threads)))
}

const threadsOf = (backend: BackendReport): readonly number[] =>
  backend.threadCounts.length > 0 ? backend.threadCounts : [1]

function offerOf(backend: BackendReport, threads: number): Offer {
  const isThreaded = backend.name === 'wasm'
  const threadText = threads === 1 ? '1 thread' : `${threads} threads`
  return {
    name: isThreaded ? `wasm-${threads}` : backend.name,
    label: isThreaded ? `${backendLabels.wasm}, ${threadText}` : backendLabels[backend.name],
    configuration: { runtime: 'tfjs', backend: backend.name, threads, selection: 'standard', precision: 'fp32' },
    isAvailable: backend.isAvailable,
    isSoftware: backend.isSoftware,
  }
}

/**
 * Whether a choice includes an offer. `wasm` means every thread count; null means all that is available.
 */
export function isChosen(choice: Pick<RunChoice, 'backends'>, offer: Offer): boolean {
  if (choice.backends === null) return offer.isAvailable
  return choice.backends.includes(offer.name) || choice.backends.includes(offer.configuration.backend)
}

/**
 * The configurations of a choice. What was named but is missing stays in: its networks are recorded as skipped, with
 * the reason, so that a dataset tells what a device cannot do.
 */
export function configurationsOf(
  choice: Pick<RunChoice, 'backends' | 'fusion'>,
  report: DeviceReport,
): Configuration[] {
  return offersOf(report)
    .filter((offer) => isChosen(choice, offer))
    .map((offer) => ({ ...offer.configuration, fusion: choice.fusion }))
}

/** One sentence for each backend that was named but cannot be measured here. */
export function missingSentences(choice: Pick<RunChoice, 'backends'>, report: DeviceReport): string[] {
  const offers = offersOf(report)
  return (choice.backends ?? []).flatMap((name) => {
    const meant = offers.filter((offer) => offer.name === name || offer.configuration.backend === name)
    if (meant.some((offer) => offer.isAvailable)) return []
    const [missing] = meant
    if (missing)
      return [`${missing.label} is missing here: its networks will be recorded as skipped, with the reason.`]
    return [`This device does not offer “${name}”; it was left out.`]
  })
}

/** Time that one timing (a network on a configuration) is expected to take before this device has shown its own. */
export const expectedItemMs = (protocol: Protocol): number =>
  protocol.warmupMs + 2 * protocol.samplingMs + 400

type Rhythm = Pick<Protocol, 'blockSize' | 'revisitShare'>
interface Timings {
  /** Networks times configurations, second visits included. */
  readonly items: number
  /** Canary networks: one before and one after each block. */
  readonly canaries: number
}

/** Everything that a campaign times, as `schedule` has it. */
export function timingsOf(networks: number, configurations: number, protocol: Rhythm): Timings {
  const revisits = Math.round(networks * Math.min(1, protocol.revisitShare))
  const blocks = Math.ceil(networks / protocol.blockSize) + Math.ceil(revisits / protocol.blockSize)
  return { items: configurations * (networks + revisits), canaries: configurations * 2 * blocks }
}

/** Time of one timing, when a run of this size finished `doneItems` of its items in `elapsedMs`. */
export function shownItemMs({ items, canaries }: Timings, doneItems: number, elapsedMs: number): number {
  return (elapsedMs / doneItems) * (items / (items + canaries))
}

/** Networks that a choice can give: those that are named, and all of its spaces. A named one is in the zoo. */
export const mostNetworks = ({ spaces, networks }: RunChoice): number =>
  spaces.reduce(
    (sum, name) => sum + (factsOf(name).size ?? Infinity),
    spaces.includes('zoo') ? 0 : networks.length,
  )

/** Networks of a choice by number. */
export const networksOf = (choice: RunChoice): number =>
  Math.min(choice.networks.length + (choice.spaces.length > 0 ? choice.count : 0), mostNetworks(choice))

interface Plan {
  readonly networks: number
  readonly configurations: number
  readonly durationMs: number
}

/**
 * What a choice amounts to.
 * @param itemMs time of one timing, canary or not: from earlier runs or `expectedItemMs`
 */
export function planOf(choice: RunChoice, configurations: number, protocol: Protocol, itemMs: number): Plan {
  const durationMs = (networks: number) => {
    const { items, canaries } = timingsOf(networks, configurations, protocol)
    return (items + canaries) * itemMs
  }
  // What is chosen by name always runs; without a space there is nothing to fit into the time.
  const least = Math.max(choice.networks.length, limits.count[0])
  const networks =
    choice.minutes === null || choice.spaces.length === 0
      ? networksOf(choice)
      : Math.min(
          mostWithin(choice.minutes * 60_000, durationMs, [least, limits.count[1]]),
          mostNetworks(choice),
        )
  return { networks, configurations, durationMs: durationMs(networks) }
}

/** The largest number of networks that fits, at least `least`: by halving, because time grows with the number. */
function mostWithin(
  budgetMs: number,
  durationMs: (networks: number) => number,
  [least, most]: readonly [number, number],
): number {
  let [fits, tooMany] = [least, most + 1]
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    if (durationMs(middle) <= budgetMs) fits = middle
    else tooMany = middle
  }
  return fits
}
