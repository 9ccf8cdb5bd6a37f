import { architectureOf } from '../architecture/identity.ts'
import { totalCost } from '../architecture/cost.ts'
import type { ArchitectureRecord, Configuration, Measurement, Reason, Tag } from './record.ts'

/** What a list shows of one measurement: small, and kept beside the record so that a list need not read samples. */
export interface MeasurementRow {
  readonly id: string
  readonly architectureId: string
  readonly platformId: string
  readonly label: string
  readonly space: string
  readonly key: string
  readonly flops: number
  readonly parameters: number
  readonly configuration: Configuration
  readonly status: Measurement['status']
  /** Why it was skipped or failed; null where it was measured. */
  readonly reason: Reason['code'] | null
  /** ISO 8601, UTC. */
  readonly measuredAt: string
  /** Median of one awaited inference and its 95 % interval; null where it was not measured, as the next two. */
  readonly latencyMs: { readonly median: number; readonly low: number; readonly high: number } | null
  /** Median time per inference in a batch. */
  readonly perInferenceMs: number | null
  readonly tags: readonly Tag[]
}

/** A row of a measurement that has times. */
export type MeasuredRow = MeasurementRow & {
  readonly latencyMs: NonNullable<MeasurementRow['latencyMs']>
  readonly perInferenceMs: number
}

export const isMeasured = (row: MeasurementRow): row is MeasuredRow =>
  row.latencyMs !== null && row.perInferenceMs !== null

/** What rows say about their architecture. */
export interface ArchitectureFacts {
  readonly label: string
  readonly space: string
  readonly key: string
  /** A multiply-add counts as 2. */
  readonly flops: number
  readonly parameters: number
}

/** @throws {ArchitectureError} where the graph is not valid. */
export function factsOf({ label, space, key, graph }: ArchitectureRecord): ArchitectureFacts {
  const { flops, parameters } = totalCost(architectureOf(graph, label))
  return { label, space, key, flops, parameters }
}

export function rowOf(measurement: Measurement, facts: ArchitectureFacts): MeasurementRow {
  const { id, architectureId, platformId, configuration, status, measuredAt } = measurement
  const shared = {
    ...facts,
    id,
    architectureId,
    platformId,
    configuration,
    status,
    measuredAt,
    tags: measurement.context.tags,
  }
  if (measurement.status !== 'ok')
    return { ...shared, reason: measurement.reason.code, latencyMs: null, perInferenceMs: null }
  const { median, low, high } = measurement.latencyMs
  return {
    ...shared,
    reason: null,
    latencyMs: { median, low, high },
    perInferenceMs: measurement.perInferenceMs.median,
  }
}
