import type { Configuration, Measurement, PlatformRecord } from '../dataset/record.ts'
import type { MeasurementRow } from '../dataset/row.ts'
import type { Filter } from '../dataset/filter.ts'
import { deviceIdentity, type DeviceIdentity } from '../measurement/device-identity.ts'
import type { Protocol } from '../measurement/protocol.ts'
import { configurationKey } from './labels.ts'

/** What is asked of the dataset. */
export interface HeldRecords {
  rows(filter: Filter): AsyncIterable<MeasurementRow>
  getMany(ids: readonly string[]): Promise<readonly Measurement[]>
  platforms(): Promise<readonly PlatformRecord[]>
}

/** Records that are read at once to see which times they hold. */
const chunkSize = 200

/** For each id the keys of the configurations under which it was measured. */
type Held = ReadonlyMap<string, ReadonlySet<string>>

/** As `heldOf`, on the device of this page. */
export const heldHere = async (
  ids: ReadonlySet<string>,
  configurations: readonly Configuration[],
  protocol: Pick<Protocol, 'kernelTimes'>,
  dataset: HeldRecords,
): Promise<Held> => heldOf(ids, configurations, protocol, await deviceIdentity(navigator), dataset)

/**
 * Which of some architectures the dataset holds, measured on this very device and browser under one of the
 * configurations, with kernel times where those are asked for.
 */
export async function heldOf(
  ids: ReadonlySet<string>,
  configurations: readonly Configuration[],
  { kernelTimes }: Pick<Protocol, 'kernelTimes'>,
  device: DeviceIdentity,
  dataset: HeldRecords,
): Promise<Held> {
  const here = new Set(
    (await dataset.platforms()).filter((platform) => isOf(platform, device)).map(({ id }) => id),
  )
  const wanted = new Set(configurations.map(configurationKey))
  const rows: MeasurementRow[] = []
  for await (const row of dataset.rows({ status: 'ok' }))
    if (
      ids.has(row.architectureId) &&
      here.has(row.platformId) &&
      wanted.has(configurationKey(row.configuration))
    )
      rows.push(row)
  const held = new Map<string, Set<string>>()
  for (const { architectureId, configuration } of await withTimes(rows, kernelTimes, dataset))
    held.set(architectureId, (held.get(architectureId) ?? new Set()).add(configurationKey(configuration)))
  return held
}

/** What is left of a campaign when nothing is measured again. */
interface OpenWork {
  readonly configurations: readonly Configuration[]
  /** Ids that the dataset holds under all of these: they are left out. */
  readonly held: ReadonlySet<string>
}

/**
 * A campaign is every operation on every configuration: left out are configurations that have all operations, then
 * operations that all other configurations have.
 * @param isPaired where configurations are compared with each other, all of them are measured in one run
 */
export function openWorkOf(
  ids: ReadonlySet<string>,
  configurations: readonly Configuration[],
  held: Held,
  isPaired: boolean,
): OpenWork {
  const has = (id: string, configuration: Configuration) =>
    held.get(id)?.has(configurationKey(configuration)) === true
  const unfinished = configurations.filter((configuration) => [...ids].some((id) => !has(id, configuration)))
  const open = isPaired ? configurations : unfinished
  const known = [...ids].filter((id) => open.every((configuration) => has(id, configuration)))
  return { configurations: open, held: new Set(known) }
}

/** Of some rows those whose records hold the kernel times that are asked for. */
async function withTimes(
  rows: readonly MeasurementRow[],
  kernelTimes: Protocol['kernelTimes'],
  dataset: HeldRecords,
): Promise<readonly Pick<MeasurementRow, 'architectureId' | 'configuration'>[]> {
  if (kernelTimes === 'off') return rows
  const held: Measurement[] = []
  for (let begin = 0; begin < rows.length; begin += chunkSize) {
    const records = await dataset.getMany(rows.slice(begin, begin + chunkSize).map(({ id }) => id))
    held.push(...records.filter((record) => hasTimes(record, kernelTimes)))
  }
  return held
}

function hasTimes(record: Measurement, kernelTimes: 'on' | 'both'): boolean {
  if (record.status !== 'ok' || record.kernels === null) return false
  return kernelTimes === 'on' || record.kernels.isolated !== null
}

/** A platform of this device and browser; the engine decides the rest. */
function isOf({ device, browser }: PlatformRecord, own: DeviceIdentity): boolean {
  return (
    device.model === own.model &&
    device.os === own.os &&
    device.logicalCores === own.logicalCores &&
    device.memoryGiB === own.memoryGiB &&
    browser.name === own.browserName &&
    browser.version === own.browserVersion
  )
}
