import { median } from 'd3-array'
import type { Configuration, Measurement, Reason } from '../dataset/record.ts'
import { configurationKey, placeOf } from './labels.ts'

/** What a run brought on one configuration. */
export interface ConfigurationTally {
  readonly configuration: Configuration
  readonly ok: number
  readonly skipped: number
  readonly failed: number
  /** Median over the networks of the median latency in ms; null where nothing was measured. */
  readonly medianMs: number | null
  readonly leastMs: number | null
  readonly mostMs: number | null
}

/** Why items were skipped or failed, the most frequent first. */
export interface ReasonTally {
  readonly code: Reason['code']
  /** The message of the first of them. */
  readonly example: string
  readonly count: number
}

/**
 * Sums up a run record by record: a campaign of ten thousand items is never held as a list of records. Second visits
 * and canary networks are kept in the dataset but not counted as networks.
 */
export class RunTally {
  readonly #rows = new Map<
    string,
    { configuration: Configuration; mediansMs: number[]; skipped: number; failed: number }
  >()
  readonly #reasons = new Map<Reason['code'], { example: string; count: number }>()

  add(measurement: Measurement): void {
    if (measurement.context.tags.some((tag) => tag === 'revisit' || tag === 'canary')) return
    const { configuration } = measurement
    const key = configurationKey(configuration)
    let row = this.#rows.get(key)
    if (!row) this.#rows.set(key, (row = { configuration, mediansMs: [], skipped: 0, failed: 0 }))
    if (measurement.status === 'ok') {
      row.mediansMs.push(measurement.latencyMs.median)
      return
    }
    row[measurement.status]++
    const { code, message } = measurement.reason
    const reason = this.#reasons.get(code)
    if (reason) reason.count++
    else this.#reasons.set(code, { example: message, count: 1 })
  }

  rows(): ConfigurationTally[] {
    const rows = [...this.#rows.values()].sort((a, b) => placeOf(a.configuration) - placeOf(b.configuration))
    return rows.map(({ configuration, mediansMs, skipped, failed }) => ({
      configuration,
      ok: mediansMs.length,
      skipped,
      failed,
      medianMs: median(mediansMs) ?? null,
      leastMs: mediansMs.length > 0 ? mediansMs.reduce((a, b) => Math.min(a, b)) : null,
      mostMs: mediansMs.length > 0 ? mediansMs.reduce((a, b) => Math.max(a, b)) : null,
    }))
  }

  reasons(): ReasonTally[] {
    return [...this.#reasons].map(([code, reason]) => ({ code, ...reason })).sort((a, b) => b.count - a.count)
  }
}
