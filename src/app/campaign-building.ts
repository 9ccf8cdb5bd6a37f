import type { ArchitectureRecord } from '../dataset/record.ts'
import type { CampaignRequest } from '../measurement/campaign-request.ts'
import type { DeviceReport } from '../measurement/device-report.ts'
import type { Drawings } from '../measurement/drawing.ts'
import { standardProtocol } from '../measurement/protocol.ts'
import { configurationsOf, missingSentences, networksOf, planOf } from './campaign-plan.ts'
import { drawRecords } from './drawing-worker.ts'
import { configurationKey } from './labels.ts'
import { networksOnly, type RunChoice } from './run-parameters.ts'

/** A campaign that can begin, and what became of the choice. */
interface Prepared {
  readonly request: CampaignRequest
  /** One sentence where fewer networks run than were asked for. */
  readonly note: string | null
}

/** How drawing is followed and stopped. */
export interface DrawingWatch {
  readonly signal: AbortSignal
  readonly tell: (drawn: number) => void
}

/** The campaign of a choice, or one sentence why there is none. @param itemMs expected time of one item */
export async function campaignOf(
  choice: RunChoice,
  report: DeviceReport,
  itemMs: number,
  watch: DrawingWatch,
): Promise<Prepared | string> {
  const configurations = configurationsOf(choice, report)
  if (configurations.length === 0)
    return [...missingSentences(choice, report), 'There is no backend to measure: choose at least one.'].join(
      ' ',
    )
  const { networks } = planOf(choice, configurations.length, standardProtocol, itemMs)
  const drawn = await recordsOf(choice, networks, watch)
  if (typeof drawn === 'string') return drawn
  const architectures = drawn.networks
  if (architectures.length === 0)
    return 'This choice has no network: choose another space or a larger number.'
  const request = {
    campaignId: newCampaignId(),
    seed: choice.seed,
    architectures,
    configurations,
    protocol: standardProtocol,
  }
  const isFewer = architectures.length < networks
  const fewer = `Of ${networks} networks that were asked for, ${architectures.length} run: the choice has no more that differ.`
  return { request, note: isFewer ? [fewer, ...drawn.refusals].join(' ') : null }
}

/** Whether a campaign is what a choice would start: the same networks on the same configurations. */
export async function isCampaignOf(
  choice: RunChoice,
  report: DeviceReport,
  { seed, architectures, configurations }: CampaignRequest,
  watch: DrawingWatch,
): Promise<boolean> {
  if (seed !== choice.seed) return false
  const wanted = configurationsOf(choice, report)
  if (wanted.map(configurationKey).join() !== configurations.map(configurationKey).join()) return false
  // A time budget gives another count whenever the device has shown another speed.
  const count = choice.minutes === null ? networksOf(choice) : architectures.length
  const drawn = await recordsOf(choice, count, watch)
  return (
    typeof drawn !== 'string' &&
    drawn.networks.length === architectures.length &&
    drawn.networks.every(({ id }, place) => id === architectures[place]?.id)
  )
}

/** The networks of a choice, or one sentence why it has none. */
async function recordsOf(
  choice: RunChoice,
  count: number,
  { signal, tell }: DrawingWatch,
): Promise<Drawings<ArchitectureRecord> | string> {
  try {
    return await drawRecords(networksOnly(choice), count, signal, tell)
  } catch (fault) {
    // What a space says of an option or a name; a worker hands on the name of an error, not its class.
    if (fault instanceof Error && fault.name === 'RangeError') return fault.message
    throw fault
  }
}

/** 128 random bits. `crypto.randomUUID` is missing on pages that are not secure, where WASM and WebGL still run. */
const newCampaignId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
