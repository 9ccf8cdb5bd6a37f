import { describe, expect, test } from 'vitest'
import { contentId } from '../../../src/architecture/identity.ts'
import { importDataset } from '../../../src/dataset/import.ts'
import type { ImportReport } from '../../../src/dataset/import-report.ts'
import type { KernelRecord, KernelRun } from '../../../src/dataset/kernel-schema.ts'
import type { MeasuredOk } from '../../../src/dataset/record.ts'
import { withStore } from '../../fixtures/indexed-db.ts'
import { sampleKernelMeasurement } from '../../fixtures/records.ts'

const good = sampleKernelMeasurement({ backend: 'wasm', network: 1 })
const { measurement, architecture, platform } = sampleKernelMeasurement({ backend: 'wasm' })
const run = measurement.kernels!
const [first, ...others] = run.table

/** With the id that fits, as a forger would write it; JSON first: the hash is of what the file will say. */
function forged(kernels: unknown): object {
  const rest: { id?: string } = JSON.parse(JSON.stringify({ ...measurement, kernels })) as object
  delete rest.id
  return { ...rest, id: contentId(rest) }
}

/** Imports a forged record and a good one, in either order of what a file may hold. */
async function importing(row: object | string, check: (report: ImportReport) => void): Promise<void> {
  await withStore(async (store) => {
    const bad = typeof row === 'string' ? row : JSON.stringify(row)
    const file = `{"format":"inferometer-dataset","version":1,"platforms":${JSON.stringify([platform])},
      "architectures":${JSON.stringify([architecture, good.architecture])},
      "measurements":[${bad},${JSON.stringify(good.measurement)}]}`
    check(await importDataset(new Blob([file]), store))
    expect(await store.get(good.measurement.id)).toEqual(good.measurement)
    expect(await store.count()).toBe(1)
  })
}
const rejects = (kernels: unknown, reason: RegExp) =>
  importing(forged(kernels), (report) => {
    expect(report).toMatchObject({ added: 1, rejectedCount: 1, fault: null })
    expect(report.rejected[0]!.reason).toMatch(reason)
    expect(report.rejected[0]!.reason.length).toBeLessThan(500)
  })

const withFirst = (change: Partial<Record<keyof KernelRecord, unknown>>) => ({
  ...run,
  table: [{ ...first!, ...change }, ...others],
})
const withTime = (change: object) => ({
  ...run,
  inNetwork: {
    ...run.inNetwork!,
    times: run.inNetwork!.times.with(0, { ...run.inNetwork!.times[0]!, ...change }),
  },
})

describe('kernels that no record may have', () => {
  const rows: [string, unknown, RegExp][] = [
    ['a list, as before there were kernels', [], /kernels\.table: .*undefined/],
    ['a table that is no list', { ...run, table: { length: 3 } }, /kernels\.table/],
    ['a field too many', { ...run, note: 'x' }, /kernels\.note/],
    ['a negative place', { ...run, calls: [{ kernel: -1, nodes: [] }] }, /kernels\.calls\.0\.kernel/],
    ['half a place', { ...run, calls: [{ kernel: 0.5, nodes: [] }] }, /kernels\.calls\.0\.kernel/],
    [
      'a place beyond the table',
      { ...run, calls: run.calls.with(0, { kernel: 99, nodes: [] }) },
      /names kernel 99/,
    ],
    [
      'a node beyond the network',
      { ...run, calls: run.calls.with(0, { kernel: 0, nodes: [12] }) },
      /serves node 12/,
    ],
    ['NaN for a time', withTime({ ms: NaN }), /inNetwork\.times\.0\.ms.*null/],
    ['a negative time', withTime({ low: -1 }), /inNetwork\.times\.0\.low/],
    ['no samples', withTime({ n: 0 }), /inNetwork\.times\.0\.n/],
    ['another statistic', withTime({ statistic: 'best' }), /statistic/],
    ['a clock that nobody has', { ...run, inNetwork: { ...run.inNetwork!, method: 'sundial' } }, /method/],
    ['a size of zero', withFirst({ outputShape: [1, 0, 4] }), /outputShape\.1/],
    ['a negative size', withFirst({ inputShapes: [[-1]] }), /inputShapes\.0\.0/],
    ['a size that is no whole number', withFirst({ outputShape: [1.5] }), /outputShape\.0/],
    ['more axes than any kernel has', withFirst({ outputShape: [1, 1, 1, 1, 1, 1, 1] }), /outputShape/],
    ['a name without end', withFirst({ kernel: 'x'.repeat(201) }), /kernel/],
    [
      'attributes within attributes',
      withFirst({ attributes: { pad: { top: { left: 1 } } } }),
      /attributes\.pad/,
    ],
    ['lists within lists of attributes', withFirst({ attributes: { pad: [[1, 2]] } }), /attributes\.pad/],
    ['null for an attribute', withFirst({ attributes: { pad: NaN } }), /attributes\.pad/],
    ['a long list of attributes', withFirst({ attributes: { pad: Array(65).fill(0) } }), /attributes\.pad/],
    [
      'a table longer than any network',
      { ...run, table: Array(10_001).fill({ ...first!, inputShapes: [] }) },
      /kernels\.table/,
    ],
    ['calls without end', { ...run, calls: Array(10_001).fill({ kernel: 0, nodes: [] }) }, /kernels\.calls/],
  ]
  test.each(rows)('are rejected, and the rest is taken: %s', (_, kernels, reason) => rejects(kernels, reason))

  test.each(['__proto__', 'constructor', 'prototype', '__pr\\u006fto__'])(
    'may not call an attribute %s',
    (key) => {
      const text = JSON.stringify(measurement).replace('"attributes":{', `"attributes":{"${key}":1,`)
      return importing(text, (report) => {
        expect(report).toMatchObject({ added: 1, rejectedCount: 1, fault: null })
        expect(report.rejected[0]!.reason).toMatch(/which no record may have/)
        expect(({} as Record<string, unknown>).pad).toBeUndefined()
      })
    },
  )

  test('may not be nested without end', () => {
    const deep = `${'['.repeat(100)}${']'.repeat(100)}`
    const text = JSON.stringify(measurement).replace('"attributes":{', `"attributes":{"pad":${deep},`)
    return importing(text, (report) => {
      expect(report).toMatchObject({ added: 1, rejectedCount: 1 })
      expect(report.rejected[0]!.reason).toBe('It is nested too deeply and cannot be a record.')
    })
  })

  test('are found in a network that comes after them', () =>
    withStore(async (store) => {
      const bad = forged({ ...run, calls: run.calls.with(0, { kernel: 0, nodes: [500] }) })
      const file = { measurements: [bad], architectures: [architecture], platforms: [platform] }
      const text = JSON.stringify({ format: 'inferometer-dataset', version: 1, ...file })
      const report = await importDataset(new Blob([text]), store)
      expect(report).toMatchObject({ added: 0, rejectedCount: 1, fault: null })
      expect(report.rejected[0]!.reason).toMatch(/serves node 500, but its architecture has 12/)
      expect(await store.count()).toBe(0)
    }))

  test('are found in a network that is stored already', () =>
    withStore(async (store) => {
      await store.add(measurement, architecture, platform)
      const bad = forged({ ...run, calls: run.calls.with(0, { kernel: 0, nodes: [500] }) })
      const text = JSON.stringify({ format: 'inferometer-dataset', version: 1, measurements: [bad] })
      const report = await importDataset(new Blob([text]), store)
      expect(report.rejected[0]!.reason).toMatch(/serves node 500/)
      expect(await store.count()).toBe(1)
    }))
})

test('as many kernels as a record may have are taken', () =>
  withStore(async (store) => {
    const table = Array.from({ length: 10_000 }, (_, place) => ({ ...first!, outputShape: [1, place + 1] }))
    const large: KernelRun = {
      ...run,
      table,
      calls: table.map((_, kernel) => ({ kernel, nodes: [0] })),
      inNetwork: null,
      isolated: null,
    }
    const rest: Partial<MeasuredOk> = { ...measurement, kernels: large, account: null }
    delete rest.id
    const record = { ...rest, id: contentId(rest) }
    const file = { platforms: [platform], architectures: [architecture], measurements: [record] }
    const text = JSON.stringify({ format: 'inferometer-dataset', version: 1, ...file })
    expect(await importDataset(new Blob([text]), store)).toMatchObject({ added: 1, rejectedCount: 0 })
    expect(await store.get(record.id)).toEqual(record)
  }))
