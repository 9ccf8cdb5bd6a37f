import type { Configuration, Measurement, PlatformRecord } from '../dataset/record.ts'
import type { MeasurementRow } from '../dataset/row.ts'
import type { Filter } from '../dataset/filter.ts'
import { deviceIdentity, type DeviceIdentity } from '../measurement/device-identity.ts'
import type { BackendReport, DeviceReport } from '../measurement/device-report.ts'
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

/** This device, as far as records tell devices apart. */
export interface Here {
  readonly identity: DeviceIdentity
  readonly backends: readonly Pick<BackendReport, 'name' | 'gpu' | 'isSoftware'>[]
}

/** As `heldOf`, on the device of this page. */
export const heldHere = async (
  ids: ReadonlySet<string>,
  configurations: readonly Configuration[],
  protocol: Pick<Protocol, 'kernelTimes'>,
  { backends }: DeviceReport,
  dataset: HeldRecords,
): Promise<Held> =>
  heldOf(ids, configurations, protocol, { identity: await deviceIdentity(navigator), backends }, dataset)

/**
 * Which of some architectures the dataset holds, measured on this very device, GPU and browser under one of the
 * configurations, with kernel times where those are asked for.
 */
export async function heldOf(
  ids: ReadonlySet<string>,
  configurations: readonly Configuration[],
  { kernelTimes }: Pick<Protocol, 'kernelTimes'>,
  here: Here,
  dataset: HeldRecords,
): Promise<Held> {
  const platforms = (await dataset.platforms()).filter((platform) => isPlatformOf(platform, here))
  const own = new Set(platforms.map(({ id }) => id))
  const wanted = new Set(configurations.map(configurationKey))
  const rows: MeasurementRow[] = []
  for await (const row of dataset.rows({ status: 'ok' }))
    if (
      ids.has(row.architectureId) &&
      own.has(row.platformId) &&
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

/** What ran is known also where no clock could time it: that is tried again, unless nothing ran at all. */
function hasTimes(record: Measurement, kernelTimes: 'on' | 'both'): boolean {
  if (record.status !== 'ok' || record.kernels === null) return false
  const { calls, inNetwork, isolated } = record.kernels
  if (calls.length === 0) return true
  return isolated !== null || (kernelTimes === 'on' && inNetwork !== null)
}

/** A platform of this device, browser and GPU; the engine decides the rest. */
export function isPlatformOf(
  { device, browser, backend }: PlatformRecord,
  { identity: own, backends }: Here,
): boolean {
  return (
    backends.some((report) => report.name === backend.name && isGpuOf(backend, report)) &&
    device.model === own.model &&
    device.os === own.os &&
    device.logicalCores === own.logicalCores &&
    device.memoryGiB === own.memoryGiB &&
    browser.name === own.browserName &&
    browser.version === own.browserVersion
  )
}

/** Desktops tell no model: two that differ in their GPU alone are told apart by it. */
const isGpuOf = (
  backend: PlatformRecord['backend'],
  { gpu, isSoftware }: Here['backends'][number],
): boolean =>
  backend.gpuVendor === gpu.gpuVendor &&
  backend.gpuArchitecture === gpu.gpuArchitecture &&
  backend.gpuDescription === gpu.gpuDescription &&
  backend.isSoftware === isSoftware
