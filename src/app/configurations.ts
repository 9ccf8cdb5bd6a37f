import type { Configuration } from '../dataset/record.ts'
import type { BackendReport, DeviceReport } from '../measurement/device-report.ts'
import { selections, standardSelection } from '../runtimes/selection.ts'
import { backendLabels } from './labels.ts'
import type { RunChoice } from './run-parameters.ts'

/** One line of the choice of backends. */
interface Offer {
  /** As in a link: `webgpu`, `wasm-2`. */
  readonly name: string
  readonly label: string
  readonly configuration: Omit<Configuration, 'fusion' | 'selection'>
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
    configuration: { runtime: 'tfjs', backend: backend.name, threads, precision: 'fp32' },
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

/** Whether an engine can run a selection of programs. TF.js has threads in its SIMD binary only. */
const isOffered = (name: string, { configuration: { backend, threads } }: Offer): boolean =>
  name === standardSelection ||
  (selections.some((selection) => selection.name === name && selection.backend === backend) &&
    !(name === 'no-simd' && threads > 1))

type Axes = Pick<RunChoice, 'backends' | 'fusion' | 'selections'>

/**
 * The configurations of a choice: its engines, with and without fusion, with every selection that the engine has. What
 * was named but is missing stays in: its networks are recorded as skipped, with the reason, so that a dataset tells
 * what a device cannot do.
 */
export function configurationsOf(choice: Axes, report: DeviceReport): Configuration[] {
  const fusions = choice.fusion === 'both' ? (['on', 'off'] as const) : [choice.fusion]
  return offersOf(report)
    .filter((offer) => isChosen(choice, offer))
    .flatMap((offer) =>
      choice.selections
        .filter((name) => isOffered(name, offer))
        .flatMap((selection) => fusions.map((fusion) => ({ ...offer.configuration, fusion, selection }))),
    )
}

/** Selections that the chosen engines of a device have, standard ones left out: what a page offers. */
export const selectionsOf = (choice: Pick<RunChoice, 'backends'>, report: DeviceReport) =>
  selections.filter(({ name }) =>
    offersOf(report).some((offer) => isChosen(choice, offer) && isOffered(name, offer)),
  )

/** One sentence for each selection that no chosen engine has, and each engine that has none of them. */
export function selectionSentences(choice: Axes, report: DeviceReport): string[] {
  const offers = offersOf(report).filter((offer) => isChosen(choice, offer))
  const homeless = choice.selections.filter((name) => !offers.some((offer) => isOffered(name, offer)))
  const idle = offers.filter((offer) => !choice.selections.some((name) => isOffered(name, offer)))
  return [
    ...homeless.map((name) => `No chosen engine has the program selection “${name}”; it was left out.`),
    ...idle.map(({ label }) => `${label} has none of the chosen program selections; it was left out.`),
  ]
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
