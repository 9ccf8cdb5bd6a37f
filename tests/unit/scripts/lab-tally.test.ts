import { describe, expect, test } from 'vitest'
import { ablationTable } from '../../../scripts/lab/ablation-table.ts'
import type { RunWish } from '../../../scripts/lab/run-address.ts'
import { itemTable, medianText } from '../../../scripts/lab/table.ts'
import { parseDataset, tally } from '../../../scripts/lab/tally.ts'
import { Fault } from '../../../scripts/fault.ts'
import { factsOf } from '../../../src/spaces/registry.ts'
import type {
  Configuration,
  Dataset,
  Measurement,
  PlatformRecord,
  Timing,
} from '../../../src/dataset/record.ts'

const hexId = (n: number) => n.toString(16).padStart(64, '0')

const timing = (median: number, halfWidth: number): Timing => ({
  median,
  low: median - halfWidth,
  high: median + halfWidth,
  n: 2,
  samples: [median, median],
  batch: 1,
  stop: 'samples',
  tagged: { clock: [], outlier: [], gap: [] },
  canaryMs: [],
  canaryBestMs: null,
  correctedMedian: null,
})

const configuration = (backend: Configuration['backend'], threads = 1): Configuration => ({
  runtime: 'tfjs',
  backend,
  threads,
  fusion: 'on',
  selection: 'standard',
  precision: 'fp32',
})

let lastId = 1000
const start = (network: number, configured: Configuration, tags: Measurement['context']['tags'] = []) => ({
  id: hexId(lastId++),
  architectureId: hexId(network),
  platformId: hexId(99),
  configuration: configured,
  context: {
    campaignId: 'c',
    clockStepUs: 5,
    syncFloorMs: 0.1,
    isolated: true,
    block: 0,
    order: 0,
    seed: 1,
    drift: null,
    warmupRuns: 3,
    tags,
  },
  app: { version: '0', commit: 'x' },
  measuredAt: '2026-01-01T00:00:00.000Z',
})

const ok = (...of: Parameters<typeof start>): Measurement => ({
  ...start(...of),
  status: 'ok',
  compileMs: null,
  coldMs: 3,
  firstMs: 2,
  latencyMs: timing(12.345, 0.4),
  perInferenceMs: timing(0.51234, 0.0021),
  maxAbsError: null,
  outputScale: null,
  kernels: null,
  account: null,
  ceilings: null,
})

const skipped = (...of: Parameters<typeof start>): Measurement => ({
  ...start(...of),
  status: 'skipped',
  reason: { code: 'no-backend', message: 'This browser has no WebGPU.' },
})

const dataset = (measurements: Measurement[], networks: number[]): Dataset => ({
  format: 'inferometer-dataset',
  version: 1,
  platforms: [],
  architectures: networks.map((n) => ({
    id: hexId(n),
    label: `net-${n}`,
    space: 'synthetic',
    key: String(n),
    graph: { operations: [{ kind: 'input', shape: [1] }], nodes: [[0]], outputs: [0] },
  })),
  measurements,
})

const platformWith = (logicalCores: number, isIsolated: boolean): PlatformRecord => ({
  id: hexId(99),
  device: { model: '', os: 'Linux', isMobile: false, logicalCores, memoryGiB: null },
  browser: { name: 'Chromium', version: '150' },
  backend: {
    name: 'wasm',
    threads: 1,
    isSimd: true,
    gpuVendor: '',
    gpuArchitecture: '',
    gpuDescription: '',
    limits: {},
    isSoftware: false,
    features: [],
  },
  flags: {},
  isIsolated,
  clockStepUs: 5,
  engine: { name: 'tfjs', version: '4.22.0' },
})

const wish: RunWish = {
  spaces: ['synthetic'],
  networks: [],
  count: 2,
  seed: 1,
  backends: ['wasm', 'webgpu'],
  size: null,
  design: null,
  depth: null,
  mflop: null,
  mb: null,
  measure: null,
  order: null,
  kernels: null,
  fusion: null,
  selections: [],
  minutes: null,
}
const wasm = configuration('wasm')
const webgpu = configuration('webgpu')
const whole = () => [ok(1, wasm), ok(2, wasm), ok(1, webgpu), skipped(2, webgpu)]

describe('whether a run is whole', () => {
  test('every network measured or explained under every configuration: nothing is missing', () => {
    expect(tally(dataset(whole(), [1, 2]), wish)).toEqual({ nOk: 3, nSkipped: 1, nFailed: 0, missing: [] })
  })

  test('a network without a record under one configuration is named', () => {
    const { missing } = tally(dataset([...whole(), ok(1, configuration('wasm', 2))], [1, 2]), wish)
    expect(missing).toEqual(['net-2 has no record under wasm, 2 threads.'])
  })

  test('a backend without any record is named', () => {
    const { missing } = tally(dataset([ok(1, wasm), ok(2, wasm)], [1, 2]), wish)
    expect(missing).toEqual(['Nothing was recorded for the backend webgpu.'])
  })

  test('one thread count of wasm is asked for by its own name', () => {
    const one = dataset([ok(1, wasm)], [1])
    const missing = (backend: string) => tally(one, { ...wish, count: 1, backends: [backend] }).missing
    expect([missing('wasm'), missing('wasm-1')]).toEqual([[], []])
    expect(missing('wasm-4')).toEqual(['Nothing was recorded for the backend wasm-4.'])
  })

  test('fewer networks than asked for are too few, unless time was the limit', () => {
    const half = dataset([ok(1, wasm), ok(1, webgpu)], [1])
    expect(tally(half, wish).missing).toEqual(['2 networks were asked for, and 1 are in the file.'])
    expect(tally(half, { ...wish, minutes: 1 }).missing).toEqual([])
    expect(tally(dataset([], []), { ...wish, minutes: 1, backends: [] }).missing).toEqual([
      'Nothing was measured.',
      '2 networks were asked for, and 0 are in the file.',
    ])
  })

  test('a space that is smaller than what was asked for is whole with all that it has', () => {
    const size = factsOf('zoo').size ?? 0
    const networks = Array.from({ length: size }, (_, n) => n + 1)
    const all = { ...wish, spaces: ['zoo'], count: size + 5, backends: ['wasm'] }
    const measured = networks.map((n) => ok(n, wasm))
    expect(size).toBeGreaterThan(1)
    expect(tally(dataset(measured, networks), all).missing).toEqual([])
    expect(tally(dataset(measured.slice(1), networks), all).missing).toEqual([
      `${size} networks were asked for, and ${size - 1} are in the file.`,
    ])
  })

  test('a thread count that the page left out is named with the reason', () => {
    const missing = (platform: PlatformRecord) =>
      tally(
        { ...dataset([ok(1, wasm)], [1]), platforms: [platform] },
        { ...wish, count: 1, backends: ['wasm', 'wasm-4'] },
      ).missing
    expect(missing(platformWith(2, true))).toEqual([
      'Nothing was recorded for the backend wasm-4: with 2 cores the browser is offered wasm-1, wasm-2.',
    ])
    expect(missing(platformWith(8, false))).toEqual([
      'Nothing was recorded for the backend wasm-4: with 8 cores and a page that is not isolated the browser is offered wasm-1.',
    ])
    expect(missing(platformWith(8, true))).toEqual(['Nothing was recorded for the backend wasm-4.'])
  })

  test('a run in which everything has a reason and nothing a time is not whole', () => {
    const { nSkipped, missing } = tally(dataset([skipped(1, webgpu)], [1]), {
      ...wish,
      count: 1,
      backends: ['webgpu'],
    })
    expect([nSkipped, missing]).toEqual([1, ['Nothing was measured.']])
  })

  test('canary networks are no items', () => {
    const { nOk, missing } = tally(dataset([...whole(), ok(3, wasm, ['canary'])], [1, 2, 3]), wish)
    expect([nOk, missing]).toEqual([3, []])
  })

  test('a network without a record under one of the ways of running is named', () => {
    const unfused = { ...wasm, fusion: 'off' } as const
    const forced = { ...wasm, selection: 'no-simd' }
    const asked = {
      ...wish,
      count: 1,
      backends: ['wasm'],
      fusion: 'both',
      selections: ['standard', 'no-simd'],
    } as const
    const missing = (...items: Measurement[]) => tally(dataset(items, [1]), asked).missing
    expect(missing(ok(1, wasm), ok(1, unfused), ok(1, forced))).toEqual([])
    expect(missing(ok(1, wasm))).toEqual([
      'Nothing was recorded with fusion off.',
      'Nothing was recorded with the program selection no-simd.',
    ])
    const both = dataset([ok(1, wasm), ok(2, wasm), ok(1, unfused)], [1, 2])
    expect(tally(both, { ...wish, backends: ['wasm'] }).missing).toEqual([
      'net-2 has no record under wasm, unfused.',
    ])
  })

  test('kernels are as many as the networks have, and those of earlier runs count', () => {
    const asked = { ...wish, measure: 'kernels', count: 10, backends: ['wasm', 'webgl'] } as const
    const earlier = ok(1, configuration('webgl'))
    const old: Measurement = {
      ...earlier,
      context: { ...earlier.context, campaignId: 'earlier' },
      measuredAt: '2025-12-31T00:00:00.000Z',
    }
    const file = dataset([old, ok(2, wasm), ok(3, wasm)], [1, 2, 3])
    const kernels = {
      ...file,
      architectures: file.architectures.map((one) => ({ ...one, space: 'kernels' })),
    }
    expect(tally(kernels, asked)).toMatchObject({ nOk: 2, missing: [] })
    expect(tally(file, asked).missing).toEqual([
      'Nothing was recorded for the backend wasm.',
      'Nothing was recorded for the backend webgl.',
    ])
  })

  test('records of an earlier run in the same profile do not count', () => {
    const old = (item: Measurement): Measurement => ({
      ...item,
      context: { ...item.context, campaignId: 'earlier' },
      measuredAt: '2025-12-31T00:00:00.000Z',
    })
    const { nOk, missing } = tally(dataset([old(ok(3, configuration('webgl'))), ...whole()], [1, 2, 3]), wish)
    expect([nOk, missing]).toEqual([3, []])
  })

  test('a file that is no data set is refused with the place that is wrong', () => {
    expect(() => parseDataset('{"format":"inferometer-dataset","version":2}')).toThrow(
      /^The delivered file is no data set: version:/,
    )
    expect(() => parseDataset('<html>')).toThrow(Fault)
    expect(() => parseDataset('<html>')).toThrow(/^The delivered file is no data set, not even JSON: /)
    expect(() => parseDataset('[]')).toThrow(/^The delivered file is no data set: /)
  })
})

describe('the table', () => {
  test('medians have the digits that their interval leaves', () => {
    expect(medianText(timing(12.345, 0.4))).toBe('12.35 ± 0.40')
    expect(medianText(timing(0.51234, 0.0021))).toBe('0.5123 ± 0.0021')
    expect(medianText(timing(1234.5, 56))).toBe('1235 ± 56')
    expect(medianText(timing(5, 0))).toBe('5.000 ± 0.000')
  })

  test('one line an item, in order, with the reason where nothing was measured', () => {
    const lines = itemTable(dataset([...whole(), ok(10, wasm, ['noisy', 'software'])], [10, 2, 1])).split(
      '\n',
    )
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['network', 'backend', 'latency ms', 'per inference ms', 'n', 'status'],
      ['net-1', 'wasm', '12.35 ± 0.40', '0.5123 ± 0.0021', '2', 'ok'],
      ['net-1', 'webgpu', '12.35 ± 0.40', '0.5123 ± 0.0021', '2', 'ok'],
      ['net-2', 'wasm', '12.35 ± 0.40', '0.5123 ± 0.0021', '2', 'ok'],
      ['net-2', 'webgpu', 'skipped: This browser has no WebGPU.'],
      ['net-10', 'wasm', '12.35 ± 0.40', '0.5123 ± 0.0021', '2', 'ok, noisy'],
    ])
  })
})

describe('the table of ways of running', () => {
  const timedAs = (network: number, median: number, change: Partial<Configuration>): Measurement => {
    const item = ok(network, { ...wasm, ...change })
    return item.status === 'ok' ? { ...item, latencyMs: timing(median, 0.1) } : item
  }

  test('has the median ratio of each to the standard one on its backend', () => {
    const items = [1, 2, 3].flatMap((network) => [
      timedAs(network, 10, {}),
      timedAs(network, 10 + network, { fusion: 'off' }),
      timedAs(network, 20, { selection: 'no-simd' }),
    ])
    const lines = ablationTable(dataset(items, [1, 2, 3]))?.split('\n') ?? []
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['beside the standard way', 'n', 'latency', 'middle half', 'per inference', 'middle half'],
      [
        'wasm, unfused',
        '3',
        '1.200 (1.100 to 1.300)',
        '1.150 to 1.250',
        '1.000 (1.000 to 1.000)',
        '1.000 to 1.000',
      ],
      [
        'wasm, no-simd',
        '3',
        '2.000 (2.000 to 2.000)',
        '2.000 to 2.000',
        '1.000 (1.000 to 1.000)',
        '1.000 to 1.000',
      ],
    ])
  })

  test('is not there where everything ran one way', () => {
    expect(ablationTable(dataset(whole(), [1, 2]))).toBeNull()
  })
})
