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
  /** Kernels that were planned otherwise than they ran; null where no plan was made. */
  readonly planMisses: number | null
  readonly tags: readonly Tag[]
}

/** Whether the kernels that ran were those of the plan: all, or not all; `none` where there was no plan. */
export const planOutcomes = ['met', 'missed', 'none'] as const
export type PlanOutcome = (typeof planOutcomes)[number]

export function planOutcomeOf({ planMisses }: Pick<MeasurementRow, 'planMisses'>): PlanOutcome {
  if (planMisses === null) return 'none'
  return planMisses === 0 ? 'met' : 'missed'
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
    return {
      ...shared,
      reason: measurement.reason.code,
      latencyMs: null,
      perInferenceMs: null,
      planMisses: null,
    }
  const { median, low, high } = measurement.latencyMs
  return {
    ...shared,
    reason: null,
    latencyMs: { median, low, high },
    perInferenceMs: measurement.perInferenceMs.median,
    planMisses: measurement.kernels?.planMisses ?? null,
  }
}
