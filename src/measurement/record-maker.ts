import { sealMeasurement } from '../dataset/identity.ts'
import type { Ceilings } from '../dataset/kernel-schema.ts'
import type {
  ArchitectureRecord,
  Configuration,
  Measurement,
  MeasurementContext,
  PlatformRecord,
  Reason,
  Tag,
} from '../dataset/record.ts'
import { isWrong, type Comparison } from './correctness.ts'
import type { EngineFacts } from './engine.ts'
import type { NetworkTimes } from './measure-network.ts'
import { relativeHalfWidth } from './statistics.ts'

/** Where in a campaign a record belongs. */
export interface Place {
  readonly campaignId: string
  readonly seed: number
  readonly block: number
  readonly order: number
  readonly drift: number | null
  readonly tags: readonly Tag[]
}

export interface Subject {
  readonly architecture: ArchitectureRecord
  readonly configuration: Configuration
  readonly platform: PlatformRecord
  /** Null where the engine never started. */
  readonly facts: EngineFacts | null
  readonly app: { readonly version: string; readonly commit: string }
}

/** What is found out about a network besides its times. */
export interface Findings {
  readonly comparison: Comparison | null
  /** Kernels that were planned otherwise; null where no plan was made. */
  readonly planMisses: number | null
  readonly ceilings: Ceilings | null
}

/** Half of the interval beyond this share of the median: the record says that it is noisy. */
const noisyShare = 0.1

/** These mean that the network was not for this device, not that something broke. */
const skippingCodes: readonly Reason['code'][] = ['no-backend', 'exceeds-limits', 'unsupported-operation']

export function measuredRecord(
  subject: Subject,
  place: Place,
  times: NetworkTimes,
  { comparison, planMisses, ceilings }: Findings,
): Measurement {
  const { compileMs, coldMs, firstMs, latencyMs, perInferenceMs, kernels, account } = times
  const tags = [...place.tags, ...times.tags]
  if (comparison && isWrong(comparison)) tags.push('incorrect-output')
  if (relativeHalfWidth(perInferenceMs) > noisyShare) tags.push('noisy')
  return sealMeasurement({
    ...provenance(subject, place, tags, times.warmupRuns),
    status: 'ok',
    compileMs,
    coldMs,
    firstMs,
    latencyMs,
    perInferenceMs,
    maxAbsError: comparison?.maxAbsError ?? null,
    outputScale: comparison?.outputScale ?? null,
    kernels: kernels && { ...kernels, planMisses },
    account,
    ceilings,
  })
}

/**
 * A record of what was timed: whole if it can be; without its kernels, account and ceilings (tag `kernel-clock`) where
 * those are impossible; where the times of the network are, a record that says so.
 */
export function recordOfTimes(
  subject: Subject,
  place: Place,
  times: NetworkTimes,
  findings: Findings,
): Measurement {
  const tags: readonly Tag[] = [...times.tags, 'kernel-clock']
  try {
    return measuredRecord(subject, place, times, findings)
  } catch {
    // The same faults are found again where they are in the times of the network.
  }
  try {
    const plain: NetworkTimes = { ...times, kernels: null, account: null, tags }
    return measuredRecord(subject, place, plain, { ...findings, planMisses: null, ceilings: null })
  } catch (error) {
    const message = `The times cannot be right: ${error instanceof Error ? error.message : String(error)}`
    return unmeasuredRecord(subject, place, { code: 'error', message: message.slice(0, 2000) })
  }
}

export function unmeasuredRecord(subject: Subject, place: Place, reason: Reason): Measurement {
  const status = skippingCodes.includes(reason.code) ? 'skipped' : 'failed'
  return sealMeasurement({ ...provenance(subject, place, place.tags, 0), status, reason })
}

function provenance(
  { architecture, configuration, platform, facts, app }: Subject,
  { campaignId, seed, block, order, drift }: Place,
  tags: readonly Tag[],
  warmupRuns: number,
) {
  const context: MeasurementContext = {
    campaignId,
    clockStepUs: facts?.clockStepUs ?? 0,
    syncFloorMs: facts?.syncFloorMs ?? 0,
    isolated: facts?.isIsolated ?? globalThis.crossOriginIsolated,
    block,
    order,
    seed,
    drift,
    warmupRuns,
    tags: [...new Set(tags)],
  }
  return {
    architectureId: architecture.id,
    platformId: platform.id,
    configuration,
    context,
    app,
    measuredAt: new Date().toISOString(),
  }
}
