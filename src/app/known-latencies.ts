import type { ArchitectureRecord, Configuration, PlatformRecord } from '../dataset/record.ts'
import type { Filter } from '../dataset/filter.ts'
import type { MeasurementRow } from '../dataset/row.ts'
import { canarySpace } from '../measurement/canary-name.ts'
import type { KnownLatency } from '../measurement/drawing.ts'
import { kernelSpace } from '../measurement/kernel-collection-space.ts'
import { isPlatformOf, type Here } from './held-operations.ts'
import { configurationKey } from './labels.ts'

/** What is asked of the dataset. */
export interface KnownRecords {
  rows(filter: Filter): AsyncIterable<MeasurementRow>
  architecture(id: string): Promise<ArchitectureRecord | undefined>
  platforms(): Promise<readonly PlatformRecord[]>
}

/** What this device knows of one configuration. */
export interface KnownHere {
  readonly configuration: Configuration
  /** The latest last. */
  readonly known: readonly KnownLatency[]
  /** Ids of all networks that were measured, also of those that are too many to be read. */
  readonly measured: readonly string[]
}

const notNetworks: readonly string[] = [canarySpace, kernelSpace]
/** More teach the choice little and cost the page time to read. */
const mostKnown = 300

/**
 * The latest latencies of whole networks that this very device, GPU and browser has measured, under that one of the
 * configurations of which there are most; null where there are none. Canaries and single operations are no networks.
 */
export async function knownLatencies(
  configurations: readonly Configuration[],
  here: Here,
  dataset: KnownRecords,
): Promise<KnownHere | null> {
  const own = new Set(
    (await dataset.platforms()).filter((platform) => isPlatformOf(platform, here)).map(({ id }) => id),
  )
  const rows = new Map(configurations.map((one) => [configurationKey(one), [] as MeasurementRow[]]))
  for await (const row of dataset.rows({ status: 'ok' }))
    if (own.has(row.platformId) && !notNetworks.includes(row.space) && row.latencyMs !== null)
      rows.get(configurationKey(row.configuration))?.push(row)
  const [configuration, found] = configurations.reduce<readonly [Configuration | null, MeasurementRow[]]>(
    (best, one) => {
      const list = rows.get(configurationKey(one)) ?? []
      return list.length > best[1].length ? [one, list] : best
    },
    [null, []],
  )
  if (configuration === null) return null
  // A network that was measured again counts once, with its latest latency.
  const latest = new Map<string, MeasurementRow>()
  for (const row of found.sort((a, b) => (a.measuredAt < b.measuredAt ? 1 : -1)))
    if (!latest.has(row.architectureId)) latest.set(row.architectureId, row)
  const known: KnownLatency[] = []
  for (const row of [...latest.values()].slice(0, mostKnown).reverse()) {
    const architecture = await dataset.architecture(row.architectureId)
    if (architecture && row.latencyMs) known.push({ architecture, latencyMs: row.latencyMs.median })
  }
  return known.length > 0 ? { configuration, known, measured: [...latest.keys()] } : null
}
