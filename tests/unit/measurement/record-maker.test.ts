import { describe, expect, it } from 'vitest'
import { budgetAfterKill, initialBudgetBytes } from '../../../src/measurement/memory-budget.ts'
import { platformOf, platformWithoutEngine } from '../../../src/measurement/platform.ts'
import { wasmThreadCounts } from '../../../src/measurement/device-report.ts'
import { measuredRecord, recordOfTimes, unmeasuredRecord } from '../../../src/measurement/record-maker.ts'
import { architectureRecord, sealPlatform } from '../../../src/dataset/identity.ts'
import type { Configuration, Timing } from '../../../src/dataset/record.ts'
import type { EngineFacts } from '../../../src/measurement/engine.ts'
import { tinyNetwork } from '../../fixtures/networks.ts'

const device = {
  model: 'Pixel 7',
  os: 'Android 14',
  isMobile: true,
  logicalCores: 8,
  memoryGiB: 8,
  browserName: 'Chrome',
  browserVersion: '142.0',
}
const facts: EngineFacts = {
  engine: { name: 'tfjs', version: '4.22.0' },
  threads: 1,
  isSimd: false,
  gpuVendor: 'arm',
  gpuArchitecture: 'valhall',
  gpuDescription: '',
  isSoftware: false,
  limits: { maxBufferSize: 2 ** 28 },
  features: ['timestamp-query'],
  flags: { WEBGPU_CPU_FORWARD: false },
  clockStepUs: 5.000000001,
  syncFloorMs: 0.3,
  isIsolated: true,
}
const configuration: Configuration = {
  runtime: 'tfjs',
  backend: 'webgpu',
  threads: 1,
  fusion: 'on',
  selection: 'standard',
  precision: 'fp32',
}
const timing = (halfWidth: number): Timing => ({
  median: 10,
  low: 10 - halfWidth,
  high: 10 + halfWidth,
  n: 3,
  samples: [10 - halfWidth, 10, 10 + halfWidth],
  batch: 1,
  stop: 'time',
  tagged: { clock: [], outlier: [], gap: [] },
  canaryMs: [],
  canaryBestMs: null,
  correctedMedian: null,
})
const subject = {
  architecture: architectureRecord({ space: 'test', key: 'tiny', architecture: tinyNetwork() }),
  configuration,
  platform: sealPlatform(platformOf(device, configuration, facts)),
  facts,
  app: { version: '0.1.0', commit: 'abc' },
}
const place = { campaignId: 'c', seed: 1, block: 0, order: 2, drift: 0.01, tags: [] }
const times = (halfWidth: number) => ({
  compileMs: 3,
  coldMs: 20,
  firstMs: 12,
  latencyMs: timing(0.1),
  perInferenceMs: timing(halfWidth),
  warmupRuns: 10,
  tags: [],
  bestCanaryMs: 1,
  kernels: null,
  account: null,
  isEngineSpent: false,
})
const none = { comparison: null, planMisses: null, ceilings: null }

describe('a measured record', () => {
  it('names its architecture, platform and circumstances', () => {
    expect(
      measuredRecord(subject, place, times(0.1), {
        ...none,
        comparison: { maxAbsError: 1e-6, outputScale: 1 },
      }),
    ).toMatchObject({
      status: 'ok',
      architectureId: subject.architecture.id,
      platformId: subject.platform.id,
      maxAbsError: 1e-6,
      context: {
        clockStepUs: 5.000000001,
        syncFloorMs: 0.3,
        isolated: true,
        block: 0,
        order: 2,
        warmupRuns: 10,
        tags: [],
      },
    })
  })

  it('says that it is noisy, and that its output is wrong', () => {
    const record = measuredRecord(subject, place, times(2), {
      ...none,
      comparison: { maxAbsError: 0.5, outputScale: 1 },
    })
    expect(record.context.tags).toEqual(['incorrect-output', 'noisy'])
    expect(measuredRecord(subject, place, times(0.1), none)).toMatchObject({
      maxAbsError: null,
      outputScale: null,
    })
  })
})

describe('what was found out besides the times', () => {
  it('is in the record: ceilings, and plan misses where there are kernels', () => {
    const ceilings = { flopsPerSecond: 1e12, bytesPerSecond: 1e11 }
    const kernels = { table: [], calls: [], planMisses: null, inNetwork: null, isolated: null }
    const findings = { comparison: null, planMisses: 2, ceilings }
    expect(measuredRecord(subject, place, { ...times(0.1), kernels }, findings)).toMatchObject({
      ceilings,
      kernels: { planMisses: 2 },
    })
    expect(measuredRecord(subject, place, times(0.1), findings)).toMatchObject({ kernels: null })
  })
})

describe('a record of times that may be impossible', () => {
  const call = { kernel: 0, nodes: [] }
  const kernels = { table: [], calls: [call], planMisses: null, inNetwork: null, isolated: null }

  it('keeps those of the network where only the kernels are', () => {
    const many = { ...kernels, calls: Array.from({ length: 10_001 }, () => call) }
    const ceilings = { flopsPerSecond: 1e12, bytesPerSecond: 1e11 }
    const findings = { comparison: null, planMisses: 1, ceilings }
    const record = recordOfTimes(subject, place, { ...times(0.1), kernels: many }, findings)
    expect(record).toMatchObject({
      status: 'ok',
      latencyMs: { median: 10 },
      kernels: null,
      account: null,
      ceilings: null,
      context: { tags: ['kernel-clock'] },
    })
  })

  it('keeps those of the network where only the ceilings are', () => {
    const ceilings = { flopsPerSecond: Infinity, bytesPerSecond: 1e11 }
    const record = recordOfTimes(subject, place, times(0.1), { ...none, ceilings })
    expect(record).toMatchObject({ status: 'ok', ceilings: null })
  })

  it('says so where those of the network are', () => {
    const record = recordOfTimes(subject, place, { ...times(0.1), coldMs: NaN }, none)
    expect(record).toMatchObject({ status: 'failed', reason: { code: 'error' }, context: { tags: [] } })
  })

  it('is whole where nothing is', () => {
    expect(recordOfTimes(subject, place, times(0.1), none)).toMatchObject({ context: { tags: [] } })
  })
})

describe('a record without times', () => {
  it.each([
    ['no-backend', 'skipped'],
    ['exceeds-limits', 'skipped'],
    ['timeout', 'failed'],
    ['tab-killed', 'failed'],
    ['device-lost', 'failed'],
  ] as const)('with %s is %s', (code, status) => {
    expect(unmeasuredRecord(subject, place, { code, message: 'why' })).toMatchObject({
      status,
      reason: { code, message: 'why' },
    })
  })
})

describe('a platform', () => {
  it('is the same when its clock is measured a little differently', () => {
    const again = sealPlatform(
      platformOf(device, configuration, { ...facts, clockStepUs: 5.1, syncFloorMs: 0.4 }),
    )
    expect(again.id).toBe(subject.platform.id)
    const coarse = sealPlatform(platformOf(device, configuration, { ...facts, clockStepUs: 100 }))
    expect(coarse.id).not.toBe(subject.platform.id)
  })

  it('of an engine that never started says what is known', () => {
    expect(sealPlatform(platformWithoutEngine(device, configuration, true))).toMatchObject({
      device: { model: 'Pixel 7' },
      backend: { name: 'webgpu', gpuVendor: '' },
      engine: { version: '' },
    })
  })
})

describe('the memory budget', () => {
  it('is a share of the memory, or careful where that is not told, and shrinks after a killed tab', () => {
    expect(initialBudgetBytes({ memoryGiB: 8, isMobile: true })).toBeCloseTo(3.2 * 2 ** 30, 0)
    expect(initialBudgetBytes({ memoryGiB: null, isMobile: true })).toBeLessThan(450e6)
    expect(budgetAfterKill(1000, 600)).toBe(700)
    // A network this small was not what filled the memory.
    expect(budgetAfterKill(1000, 100)).toBe(1000)
  })
})

describe('thread counts', () => {
  it('are powers of two up to the cores, at most eight', () => {
    expect(wasmThreadCounts(1, true)).toEqual([1])
    expect(wasmThreadCounts(2, true)).toEqual([1, 2])
    expect(wasmThreadCounts(6, true)).toEqual([1, 2, 4])
    expect(wasmThreadCounts(16, true)).toEqual([1, 2, 4, 8])
    expect(wasmThreadCounts(8, false)).toEqual([1])
  })
})
