import type { ArchitectureRecord, Configuration } from '../dataset/record.ts'
import type { CampaignRequest } from '../measurement/campaign-request.ts'
import type { DeviceReport } from '../measurement/device-report.ts'
import { deviceIdentity } from '../measurement/device-identity.ts'
import { candidatesFor } from '../measurement/candidate-count.ts'
import type { Drawings, TeachingTell } from '../measurement/drawing.ts'
import { kernelPlanOf, networksOf, planOf, type Pace } from './campaign-plan.ts'
import { configurationsOf, missingSentences, selectionSentences } from './configurations.ts'
import { drawOperations, drawRecords, drawTeaching } from './drawing-worker.ts'
import { heldHere, openWorkOf, type HeldRecords } from './held-operations.ts'
import { kernelNote } from './kernel-note.ts'
import { knownLatencies, type KnownRecords } from './known-latencies.ts'
import { teachingNote } from './teaching-note.ts'
import { kernelWishOf, protocolOf } from './kernel-choice.ts'
import { configurationKey } from './labels.ts'
import { networksOnly, type RunChoice } from './run-parameters.ts'

/** What became of a choice. */
interface Prepared {
  /** A campaign that can begin; null where the dataset holds all of it already. */
  readonly request: CampaignRequest | null
  /** What else or less runs than was asked for, in plain sentences. */
  readonly note: string | null
}

/** How drawing is followed and stopped. */
export interface DrawingWatch {
  readonly signal: AbortSignal
  readonly tell: TeachingTell
}

/**
 * The campaign of a choice, or one sentence why there is none.
 * @param itemMs expected time of one item
 * @param dataset what was measured before: no operation is measured again that it holds, and it tells what teaches most
 */
export async function campaignOf(
  choice: RunChoice,
  report: DeviceReport,
  itemMs: number,
  watch: DrawingWatch,
  dataset: () => Promise<HeldRecords & KnownRecords>,
): Promise<Prepared | string> {
  const configurations = configurationsOf(choice, report)
  if (configurations.length === 0)
    return [
      ...missingSentences(choice, report),
      ...selectionSentences(choice, report),
      'There is no backend to measure: choose at least one.',
    ].join(' ')
  const protocol = protocolOf(choice)
  const pace = { configurations: configurations.length, protocol, itemMs }
  const chosen = await (choice.measure === 'kernels'
    ? operationsOf(choice, configurations, report, pace, watch, dataset)
    : choice.design === 'teaching'
      ? teachingNetworksOf(choice, configurations, report, pace, watch, dataset)
      : wholeNetworksOf(choice, configurations, pace, watch))
  if (typeof chosen === 'string') return chosen
  const { architectures, note } = chosen
  if (architectures.length === 0) return { request: null, note }
  const order = choice.measure === 'kernels' ? 'given' : 'shuffled'
  const campaignId = newCampaignId()
  const { seed } = choice
  const request = {
    campaignId,
    seed,
    architectures,
    configurations: chosen.configurations,
    protocol,
    order,
  } as const
  return { request, note }
}

interface Chosen {
  readonly architectures: readonly ArchitectureRecord[]
  readonly configurations: readonly Configuration[]
  readonly note: string | null
}

const allMeasured = (measured: number): string =>
  `This device has measured every network of this choice (${measured}): there is none left that would teach more. Choose another space or seed, or another way to draw.`

const nothingDrawn = 'This choice has no network: choose another space or a larger number.'

async function wholeNetworksOf(
  choice: RunChoice,
  configurations: readonly Configuration[],
  pace: Pace,
  { signal, tell }: DrawingWatch,
): Promise<Chosen | string> {
  const { networks } = planOf(choice, pace)
  const drawn = await drawing(() => drawRecords(networksOnly(choice), networks, signal, tell))
  if (typeof drawn === 'string') return drawn
  const architectures = drawn.networks
  if (architectures.length === 0) return nothingDrawn
  const fewer = fewerSentences(networks, architectures.length, drawn)
  return { architectures, configurations, note: fewer.length > 0 ? fewer.join(' ') : null }
}

/** Networks chosen for what they teach, given what this device has measured. */
async function teachingNetworksOf(
  choice: RunChoice,
  configurations: readonly Configuration[],
  { backends }: DeviceReport,
  pace: Pace,
  { signal, tell }: DrawingWatch,
  dataset: () => Promise<KnownRecords>,
): Promise<Chosen | string> {
  const { networks } = planOf(choice, pace)
  const here = { identity: await deviceIdentity(navigator), backends }
  const held = await knownLatencies(configurations, here, await dataset())
  const { known, measured } = held ?? { known: [], measured: [] }
  const wish = { known, measured, fixedSeconds: pace.itemMs / 1000 }
  const drawn = await drawing(() => drawTeaching(networksOnly(choice), networks, wish, signal, tell))
  if (typeof drawn === 'string') return drawn
  const architectures = drawn.networks
  if (architectures.length === 0) return drawn.measured > 0 ? allMeasured(drawn.measured) : nothingDrawn
  const note = [
    ...(drawn.candidates > 0 ? [teachingNote(drawn, networks - choice.networks.length, held)] : []),
    ...fewerSentences(networks, architectures.length, drawn, drawn.measured),
  ].join(' ')
  return { architectures, configurations, note }
}

/** The different operations that the dataset does not hold, as many as there is time for. */
async function operationsOf(
  choice: RunChoice,
  wanted: readonly Configuration[],
  report: DeviceReport,
  pace: Pace,
  { signal, tell }: DrawingWatch,
  dataset: () => Promise<HeldRecords>,
): Promise<Chosen | string> {
  const asked = networksOf(choice)
  const drawn = await drawing(() =>
    drawOperations(networksOnly(choice), asked, kernelWishOf(choice), signal, tell),
  )
  if (typeof drawn === 'string') return drawn
  if (drawn.sources === 0) return nothingDrawn
  const ids = new Set(drawn.networks.map(({ id }) => id))
  const isPaired = choice.fusion === 'both' || choice.selections.length > 1
  const known = await heldHere(ids, wanted, pace.protocol, report, await dataset())
  const { configurations, held } = openWorkOf(ids, wanted, known, isPaired)
  const open = drawn.networks.filter(({ id }) => !held.has(id))
  const rest = { ...pace, configurations: configurations.length }
  const architectures = open.slice(0, kernelPlanOf(choice, open.length, rest).operations)
  const note = [...fewerSentences(asked, drawn.sources, drawn), kernelNote(drawn, held, architectures)].join(
    ' ',
  )
  return { architectures, configurations, note }
}

/** @param measured networks that were left out because they are measured */
const fewerSentences = (
  asked: number,
  drawn: number,
  { refusals }: Drawings<unknown>,
  measured = 0,
): string[] =>
  drawn < asked
    ? [
        `Of ${asked} networks that were asked for, ${drawn} run: the choice has no more that differ${leftOut(measured)}.`,
        ...refusals,
      ]
    : []

const leftOut = (measured: number): string =>
  measured > 0 ? `, besides ${measured} that this device has measured` : ''

/** Whether a campaign is what a choice would start: the same networks on the same configurations. */
export async function isCampaignOf(
  choice: RunChoice,
  report: DeviceReport,
  { seed, architectures, configurations, protocol, order }: CampaignRequest,
  { signal, tell }: DrawingWatch,
  dataset: () => Promise<KnownRecords>,
): Promise<boolean> {
  if (seed !== choice.seed || protocol.kernelTimes !== protocolOf(choice).kernelTimes) return false
  if (order !== (choice.measure === 'kernels' ? 'given' : 'shuffled')) return false
  const wanted = configurationsOf(choice, report).map(configurationKey)
  const own = configurations.map(configurationKey)
  // Of kernels, configurations that had them all were left out.
  if (choice.measure === 'kernels' ? !isPartOf(own, wanted) : own.join() !== wanted.join()) return false
  const networks = networksOnly(choice)
  if (choice.measure === 'kernels') {
    const drawn = await drawing(() =>
      drawOperations(networks, networksOf(choice), kernelWishOf(choice), signal, tell),
    )
    // What the dataset held was left out, and then perhaps what there was no time for.
    return typeof drawn !== 'string' && isPartOf(architectures.map(idOf), drawn.networks.map(idOf))
  }
  // A time budget gives another count whenever the device has shown another speed.
  const count = choice.minutes === null ? networksOf(choice) : architectures.length
  if (choice.design === 'teaching') {
    // Which candidates are chosen depends on what is measured, and which are drawn on what was measured before.
    const here = { identity: await deviceIdentity(navigator), backends: report.backends }
    const own = new Set(architectures.map(idOf))
    const held = await knownLatencies(configurationsOf(choice, report), here, await dataset())
    const before = (held?.measured ?? []).filter((id) => !own.has(id))
    const all = candidatesFor(count)
    const found = await drawing(() => drawRecords(networks, all, signal, tell, before))
    if (typeof found === 'string') return false
    return isChoiceFrom(architectures.map(idOf), found.networks.map(idOf), count, found.isAll)
  }
  const drawn = await drawing(() => drawRecords(networks, count, signal, tell))
  return (
    typeof drawn !== 'string' &&
    drawn.networks.length === architectures.length &&
    isPartOf(architectures.map(idOf), drawn.networks.map(idOf))
  )
}

const idOf = ({ id }: ArchitectureRecord): string => id

/**
 * Whether some networks can have been chosen from candidates.
 * @param isAll whether there are no other candidates: then fewer than `count` may have been chosen
 */
export function isChoiceFrom(
  chosen: readonly string[],
  candidates: readonly string[],
  count: number,
  isAll: boolean,
): boolean {
  const ids = new Set(candidates)
  const isEnough = chosen.length === count || (isAll && chosen.length < count)
  return isEnough && chosen.every((id) => ids.has(id))
}

/** Whether all of the one list are in the other, in the same order. */
function isPartOf(some: readonly string[], all: readonly string[]): boolean {
  let found = 0
  for (const one of all) if (one === some[found]) found++
  return found === some.length
}

/** What was drawn, or one sentence why the choice has nothing. */
async function drawing<Drawn>(draw: () => Promise<Drawn>): Promise<Drawn | string> {
  try {
    return await draw()
  } catch (fault) {
    // What a space says of an option or a name; a worker hands on the name of an error, not its class.
    if (fault instanceof Error && fault.name === 'RangeError') return fault.message
    throw fault
  }
}

/** 128 random bits. `crypto.randomUUID` is missing on pages that are not secure, where WASM and WebGL still run. */
const newCampaignId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
