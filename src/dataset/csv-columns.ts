import type { MeasuredOk, Measurement, PlatformRecord, Timing } from './record.ts'
import type { MeasurementRow } from './row.ts'

/** What one line of the table is made of. */
export interface CsvSource {
  readonly row: MeasurementRow
  readonly measurement: Measurement
  readonly platform: PlatformRecord
}

export interface CsvColumn {
  readonly name: string
  /** Empty where the column has none. */
  readonly unit: string
  readonly meaning: string
  /** Text is written so that no spreadsheet takes it for a formula. Null is an empty cell. */
  readonly value: (source: CsvSource) => string | number | boolean | null
}

const column = (name: string, unit: string, meaning: string, value: CsvColumn['value']): CsvColumn => ({
  name,
  unit,
  meaning,
  value,
})

/** A column of what only a measured network has. */
const measured = (
  name: string,
  unit: string,
  meaning: string,
  value: (ok: MeasuredOk) => number | string | null,
) =>
  column(name, unit, meaning, ({ measurement }) => (measurement.status === 'ok' ? value(measurement) : null))

const timing = (prefix: string, meaning: string, of: (ok: MeasuredOk) => Timing): CsvColumn[] => [
  measured(`${prefix}_median_ms`, 'ms', `${meaning}: median`, (ok) => of(ok).median),
  measured(
    `${prefix}_low_ms`,
    'ms',
    `${meaning}: lower end of the 95 % interval of the median`,
    (ok) => of(ok).low,
  ),
  measured(`${prefix}_high_ms`, 'ms', `${meaning}: upper end of that interval`, (ok) => of(ok).high),
  measured(`${prefix}_n`, '', `${meaning}: samples that the median is made of`, (ok) => of(ok).n),
  measured(`${prefix}_samples`, '', `${meaning}: samples taken`, (ok) => of(ok).samples.length),
  measured(`${prefix}_batch`, '', `${meaning}: inferences behind one sync`, (ok) => of(ok).batch),
  measured(`${prefix}_stop`, '', `${meaning}: why sampling ended`, (ok) => of(ok).stop),
  measured(
    `${prefix}_corrected_median_ms`,
    'ms',
    `${meaning}: median corrected by the clock canary (CPU backends)`,
    (ok) => of(ok).correctedMedian,
  ),
]

/** The flat table: one line a measurement. New columns come at the end; none is ever renamed. */
export const csvColumns: readonly CsvColumn[] = [
  column('measurement_id', '', 'Id of the measurement', ({ row }) => row.id),
  column('architecture_id', '', 'Id of the architecture', ({ row }) => row.architectureId),
  column('platform_id', '', 'Id of the platform', ({ row }) => row.platformId),
  column('measured_at', '', 'ISO 8601, UTC', ({ row }) => row.measuredAt),
  column('label', '', 'What people call the network', ({ row }) => row.label),
  column('space', '', 'The space it was drawn from', ({ row }) => row.space),
  column('key', '', 'Its name within the space', ({ row }) => row.key),
  column(
    'flops',
    'FLOPs',
    'Floating-point operations of one inference; a multiply-add counts as 2',
    ({ row }) => row.flops,
  ),
  column('parameters', '', 'Learnt values', ({ row }) => row.parameters),
  column('device_model', '', 'Model of the device', ({ platform }) => platform.device.model),
  column('os', '', 'Operating system', ({ platform }) => platform.device.os),
  column('browser', '', 'Browser', ({ platform }) => platform.browser.name),
  column('browser_version', '', 'Version of the browser', ({ platform }) => platform.browser.version),
  column('gpu', '', 'The GPU as the browser describes it', ({ platform }) => platform.backend.gpuDescription),
  column('software', '', 'The GPU is emulated on the CPU', ({ platform }) => platform.backend.isSoftware),
  column(
    'engine',
    '',
    'Engine and its version',
    ({ platform }) => `${platform.engine.name} ${platform.engine.version}`,
  ),
  column('backend', '', 'Backend', ({ row }) => row.configuration.backend),
  column('threads', '', 'Threads', ({ row }) => row.configuration.threads),
  column('fusion', '', '`on` or `off`', ({ row }) => row.configuration.fusion),
  column('precision', '', 'Numbers of the network', ({ row }) => row.configuration.precision),
  column('status', '', '`ok`, `skipped` or `failed`', ({ row }) => row.status),
  column('reason', '', 'Why it was skipped or failed', ({ row }) => row.reason),
  column('reason_message', '', 'The same in a sentence', ({ measurement }) =>
    measurement.status === 'ok' ? null : measurement.reason.message,
  ),
  measured('compile_ms', 'ms', 'Compile-only pass', (ok) => ok.compileMs),
  measured(
    'cold_ms',
    'ms',
    'From nothing compiled and no weights uploaded to the first output',
    (ok) => ok.coldMs,
  ),
  measured('first_ms', 'ms', 'First whole inference after the compile-only pass', (ok) => ok.firstMs),
  ...timing('latency', 'One awaited inference', (ok) => ok.latencyMs),
  ...timing('per_inference', 'Time per inference in a batch', (ok) => ok.perInferenceMs),
  measured('max_abs_error', '', "Largest difference from the cpu backend's output", (ok) => ok.maxAbsError),
  measured('output_scale', '', "Largest magnitude of the cpu backend's output", (ok) => ok.outputScale),
  column(
    'clock_step_us',
    'µs',
    'Smallest step of the clock',
    ({ measurement }) => measurement.context.clockStepUs,
  ),
  column(
    'sync_floor_ms',
    'ms',
    'One sync with nothing to wait for',
    ({ measurement }) => measurement.context.syncFloorMs,
  ),
  column(
    'isolated',
    '',
    'The page was cross-origin isolated',
    ({ measurement }) => measurement.context.isolated,
  ),
  column('campaign_id', '', 'The run it belongs to', ({ measurement }) => measurement.context.campaignId),
  column('block', '', 'Block of the run, from 0', ({ measurement }) => measurement.context.block),
  column('order', '', 'Place in the block, from 0', ({ measurement }) => measurement.context.order),
  column('seed', '', 'Seed of the order', ({ measurement }) => measurement.context.seed),
  column(
    'drift',
    '',
    'Canary network over its best of the run, minus 1',
    ({ measurement }) => measurement.context.drift,
  ),
  column(
    'warmup_runs',
    '',
    'Inferences before the first sample',
    ({ measurement }) => measurement.context.warmupRuns,
  ),
  column('tags', '', 'Tags with a space between', ({ row }) => row.tags.join(' ')),
  column('app_version', '', 'Version of Inferometer', ({ measurement }) => measurement.app.version),
  column('app_commit', '', 'Commit that it was built from', ({ measurement }) => measurement.app.commit),
]
