import * as v from 'valibot'
import {
  count,
  finite,
  freeKey,
  id,
  indices,
  isoTime,
  magnitude,
  microseconds,
  milliseconds,
  said,
  shortText,
  text,
} from './fields.ts'
import { graphSchema } from './graph-schema.ts'
import { accountSchema, ceilingsSchema, kernelRunSchema } from './kernel-schema.ts'

/** A network that was, or could be, measured. */
export const architectureSchema = v.strictObject({
  id: said(id, 'SHA-256 of the RFC 8785 form of `graph`.'),
  label: said(shortText, 'What people call it. Not part of the identity.'),
  space: said(
    shortText,
    'The space that it was drawn from, such as `synthetic` or `zoo`. Not part of the identity.',
  ),
  key: said(
    shortText,
    'Its name within the space: with it the space makes the same network again. Not part of the identity.',
  ),
  graph: said(
    graphSchema,
    'The network: its different operations; for each node in canonical order the place of its operation, then the places of the nodes that it reads; the places of its outputs.',
  ),
})
export type ArchitectureRecord = v.InferOutput<typeof architectureSchema>

export const backendNames = ['webgpu', 'webgl', 'wasm', 'cpu'] as const

/** What ran: device, browser, backend and all that chooses the code path. */
export const platformSchema = v.strictObject({
  id: said(id, 'SHA-256 of the RFC 8785 form of the record without `id`.'),
  device: v.strictObject({
    model: said(shortText, 'Model as the browser tells it, empty where it does not.'),
    os: said(shortText, 'Operating system as the browser tells it.'),
    isMobile: said(v.boolean(), 'A phone or a tablet.'),
    logicalCores: said(count, 'Logical processors as the browser tells them.'),
    memoryGiB: said(
      v.nullable(v.pipe(finite, v.metadata({ unit: 'GiB' }))),
      'Memory as the browser rounds it; null where it does not tell.',
    ),
  }),
  browser: v.strictObject({
    name: said(shortText, 'Name of the browser.'),
    version: said(shortText, 'Its version.'),
  }),
  backend: v.strictObject({
    name: said(v.picklist(backendNames), 'What computes.'),
    threads: said(count, 'Threads that really run; 1 on a GPU backend.'),
    isSimd: said(v.boolean(), 'WebAssembly with SIMD instructions.'),
    gpuVendor: said(shortText, 'Vendor of the GPU as the browser tells it, else empty.'),
    gpuArchitecture: said(shortText, 'Family of the GPU as the browser tells it, else empty.'),
    gpuDescription: said(shortText, "WebGL's renderer string or WebGPU's description, else empty."),
    isSoftware: said(v.boolean(), 'The GPU is emulated on the CPU: correct results, meaningless times.'),
    limits: said(v.record(freeKey, finite), 'Limits of the device by name.'),
    features: said(v.pipe(v.array(shortText), v.maxLength(200)), 'Optional features in use.'),
  }),
  flags: said(
    v.record(freeKey, v.union([v.boolean(), finite, shortText])),
    'Flags of the engine that choose programs, by name.',
  ),
  isIsolated: said(v.boolean(), 'The page was cross-origin isolated: fine clock, threads.'),
  clockStepUs: said(
    microseconds,
    'Smallest step of the clock, to one significant digit, so that it is the same in every run; 0 where nothing ran.',
  ),
  engine: v.strictObject({
    name: said(shortText, 'Name of the engine.'),
    version: said(shortText, 'Its version.'),
  }),
})
export type PlatformRecord = v.InferOutput<typeof platformSchema>

export const configurationSchema = v.strictObject({
  runtime: said(v.literal('tfjs'), 'The engine: TensorFlow.js.'),
  backend: said(v.picklist(backendNames), 'Backend that was asked for.'),
  threads: said(
    v.pipe(count, v.minValue(1), v.maxValue(256)),
    'Threads that were asked for; 1 on a GPU backend.',
  ),
  fusion: said(
    v.picklist(['on', 'off']),
    '`on`: batch norm folded into weights, bias and activation inside the kernel. `off`: each its own kernel.',
  ),
  selection: said(
    shortText,
    '`standard`: the programs that the engine chooses. Else the name of an alternative that was forced by flags (METHODS.md).',
  ),
  precision: said(v.literal('fp32'), 'Numbers of the network.'),
})
export type Configuration = v.InferOutput<typeof configurationSchema>

export const stopReasons = ['narrow', 'samples', 'time'] as const

/** Times of one unit. Nothing is dropped: what is tagged is left out of the median only. */
export const timingSchema = v.strictObject({
  median: said(milliseconds, 'Median of the samples that are not tagged.'),
  low: said(milliseconds, 'Lower end of the 95 % interval of the median, from order statistics.'),
  high: said(milliseconds, 'Upper end of that interval.'),
  n: said(
    v.pipe(count, v.minValue(1)),
    'Samples that the median is made of: the untagged ones, or all where every sample is tagged.',
  ),
  samples: said(
    v.pipe(v.array(milliseconds), v.minLength(1), v.maxLength(10_000)),
    'Every sample in order of time, already divided by `batch`.',
  ),
  batch: said(v.pipe(count, v.minValue(1)), 'Inferences behind one sync in each sample.'),
  stop: said(
    v.picklist(stopReasons),
    'Why sampling ended: the interval was narrow, enough samples, or the time allowed was used up.',
  ),
  tagged: v.strictObject({
    clock: said(indices, 'Positions in `samples` that were taken at another clock state.'),
    outlier: said(indices, 'Positions beyond 5 median absolute deviations.'),
    gap: said(indices, 'Positions interrupted by a long pause of the page.'),
  }),
  canaryMs: said(
    v.pipe(v.array(milliseconds), v.maxLength(10_001)),
    'Time of the clock canary before each sample and after the last; empty where none ran.',
  ),
  canaryBestMs: said(
    v.nullable(milliseconds),
    'Best clock canary of the run when this was timed; null where none ran.',
  ),
  correctedMedian: said(
    v.nullable(milliseconds),
    'Median of the same samples, each divided by how much slower the canaries around it ran than the best: what a CPU shared with others would have needed alone. Null on a GPU, where samples are gated instead.',
  ),
})
export type Timing = v.InferOutput<typeof timingSchema>

export const tagNames = [
  'drift',
  'warmup-timeout',
  'clock',
  'incorrect-output',
  'noisy',
  'revisit',
  'canary',
  'software',
  'kernel-clock',
] as const

/** Circumstances of one measurement. */
export const contextSchema = v.strictObject({
  campaignId: said(shortText, 'The run that this measurement belongs to.'),
  clockStepUs: said(microseconds, 'Smallest step of the clock, measured.'),
  syncFloorMs: said(milliseconds, 'Time of one sync with nothing to wait for.'),
  isolated: said(v.boolean(), 'The page was cross-origin isolated.'),
  block: said(count, 'Which block of the run, counted from 0.'),
  order: said(count, 'Which place in the block, counted from 0.'),
  seed: said(count, 'Seed of the order of the run.'),
  drift: said(
    v.nullable(finite),
    'Canary network now over its best of the run, minus 1; null before the first canary.',
  ),
  warmupRuns: said(count, 'Inferences before the first sample.'),
  tags: said(
    v.pipe(v.array(v.picklist(tagNames)), v.maxLength(20)),
    'What a reader should know before using the times.',
  ),
})
export type MeasurementContext = v.InferOutput<typeof contextSchema>
export type Tag = (typeof tagNames)[number]

export const reasonCodes = [
  'no-backend',
  'exceeds-limits',
  'unsupported-operation',
  'timeout',
  'tab-killed',
  'device-lost',
  'context-lost',
  'wrong-backend',
  'voided',
  'error',
] as const

export const reasonSchema = v.strictObject({
  code: said(v.picklist(reasonCodes), 'What kept it from being measured.'),
  message: said(text, 'The same in a sentence.'),
})
export type Reason = v.InferOutput<typeof reasonSchema>

const provenance = {
  id: said(id, 'SHA-256 of the RFC 8785 form of the record without `id`.'),
  architectureId: said(id, 'The architecture that ran.'),
  platformId: said(id, 'The platform that it ran on.'),
  configuration: configurationSchema,
  context: contextSchema,
  app: v.strictObject({
    version: said(shortText, 'Version of Inferometer.'),
    commit: said(shortText, 'Commit that it was built from.'),
  }),
  measuredAt: said(isoTime, 'When it was measured: ISO 8601, UTC.'),
}

/** One architecture on one platform under one configuration. Immutable. */
export const measurementSchema = v.variant('status', [
  v.strictObject({
    ...provenance,
    status: v.literal('ok'),
    compileMs: said(
      v.nullable(milliseconds),
      'Compile-only pass: shaders or programs; null where the backend has none.',
    ),
    coldMs: said(milliseconds, 'From nothing compiled and no weights uploaded to the first output.'),
    firstMs: said(milliseconds, 'First whole inference after the compile-only pass.'),
    latencyMs: said(timingSchema, 'One awaited inference, output read back.'),
    perInferenceMs: said(timingSchema, 'Inferences queued behind one sync, time divided by their number.'),
    maxAbsError: said(
      v.nullable(magnitude),
      "Largest difference from the cpu backend's output; null where this network was not compared.",
    ),
    outputScale: said(
      v.nullable(magnitude),
      "Largest magnitude of the cpu backend's output; null where not compared.",
    ),
    kernels: said(
      v.nullable(kernelRunSchema),
      'What ran, and how long each piece took; null where that was not asked for.',
    ),
    account: said(
      v.nullable(accountSchema),
      'Where the time of one awaited inference goes; null where no kernel was timed.',
    ),
    ceilings: said(
      v.nullable(ceilingsSchema),
      'What the device reached with this configuration; null where not measured.',
    ),
  }),
  v.strictObject({ ...provenance, status: v.literal('skipped'), reason: reasonSchema }),
  v.strictObject({ ...provenance, status: v.literal('failed'), reason: reasonSchema }),
])
export type Measurement = v.InferOutput<typeof measurementSchema>
export type MeasuredOk = Extract<Measurement, { status: 'ok' }>

export const datasetFormat = 'inferometer-dataset'
export const datasetVersion = 1

/** The file format, top level. A measurement names its architecture and platform by id; both are in the file. */
export const datasetSchema = v.strictObject({
  format: v.literal(datasetFormat),
  version: v.literal(datasetVersion),
  platforms: v.array(platformSchema),
  architectures: v.array(architectureSchema),
  measurements: v.array(measurementSchema),
})
export type Dataset = v.InferOutput<typeof datasetSchema>
