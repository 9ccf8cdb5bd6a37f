import { configurationLabel, placeOf } from '../../app/labels.ts'
import type { Configuration } from '../../dataset/record.ts'
import type { MeasuredRow } from '../../dataset/row.ts'
import { canarySpace } from '../../measurement/canary-name.ts'
import { kernelSpace } from '../../measurement/kernel-collection-space.ts'

/** One row of the distribution plot. */
export interface EngineRow {
  readonly label: string
  readonly configuration: Configuration
  /** Median latencies in ms, in no order. */
  readonly mediansMs: readonly number[]
}

/**
 * Latencies by engine, in the order of the Run page.
 * @param space the space that is asked for; without one only networks count: no single kernels, and not the canary, which
 *   every run measures many times
 */
export async function engineRows(timings: AsyncIterable<MeasuredRow>, space?: string): Promise<EngineRow[]> {
  const rows = new Map<string, { label: string; configuration: Configuration; mediansMs: number[] }>()
  for await (const { configuration, latencyMs, space: own } of timings) {
    if (space === undefined && (own === canarySpace || own === kernelSpace)) continue
    const label = configurationLabel(configuration)
    const row = rows.get(label)
    if (row) row.mediansMs.push(latencyMs.median)
    else rows.set(label, { label, configuration, mediansMs: [latencyMs.median] })
  }
  return [...rows.values()].sort(
    (a, b) => placeOf(a.configuration) - placeOf(b.configuration) || a.label.localeCompare(b.label),
  )
}
