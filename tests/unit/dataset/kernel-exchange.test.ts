import { describe, expect, test } from 'vitest'
import { exportCsv, exportKernelCsv } from '../../../src/dataset/csv.ts'
import { exportJson, exportJsonGz } from '../../../src/dataset/export.ts'
import { idOf, sealMeasurement } from '../../../src/dataset/identity.ts'
import { importDataset } from '../../../src/dataset/import.ts'
import { kernelCsvColumns } from '../../../src/dataset/kernel-csv-columns.ts'
import { totalKernelMs } from '../../../src/dataset/kernel-lookup.ts'
import { kernelTimesOf } from '../../../src/dataset/kernels.ts'
import type { DatasetStore } from '../../../src/dataset/store.ts'
import { withStore } from '../../fixtures/indexed-db.ts'
import { sampleKernelMeasurement } from '../../fixtures/records.ts'

/** What a campaign with kernels over ten networks leaves. */
const samples = (['wasm', 'webgpu', 'webgl'] as const).flatMap((backend) =>
  Array.from({ length: 10 }, (_, network) => sampleKernelMeasurement({ backend, network })),
)
const text = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => new Response(stream).text()

async function filled(work: (store: DatasetStore) => Promise<void>): Promise<void> {
  await withStore(async (store) => {
    for (const { measurement, architecture, platform } of samples)
      await store.add(measurement, architecture, platform)
    await work(store)
  })
}

/** The lines of a table as objects of texts; no cell of these samples has a line break in it. */
function linesOf(csv: string): Record<string, string>[] {
  const [names = '', ...lines] = csv.trimEnd().split('\r\n')
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell]) => cell!)
    return Object.fromEntries(names.split(',').map((name, place) => [name, cells[place]!]))
  })
}

describe('kernels', () => {
  test.each([
    ['json', exportJson],
    ['json.gz', exportJsonGz],
  ])('go to another browser byte for byte as .%s', (_, write) =>
    filled(async (store) => {
      const file = await new Response(write(store)).blob()
      await withStore(async (other) => {
        expect(await importDataset(file, other)).toMatchObject({ added: 30, rejectedCount: 0, fault: null })
        for (const { measurement } of samples) {
          const arrived = (await other.get(measurement.id))!
          expect(arrived).toEqual(measurement)
          expect(idOf(arrived)).toBe(measurement.id)
        }
        expect(await text(exportJson(other))).toBe(await text(exportJson(store)))
      })
    }),
  )

  test('that were planned otherwise are counted and can be filtered', () =>
    filled(async (store) => {
      const { measurement, architecture, platform } = samples[0]!
      const kernels = { ...measurement.kernels!, planMisses: 2 }
      const configuration = { ...measurement.configuration, selection: 'no-simd' }
      await store.add(sealMeasurement({ ...measurement, kernels, configuration }), architecture, platform)
      const { rows } = await store.page({ filter: { plan: 'missed' } })
      expect(rows.map(({ planMisses }) => planMisses)).toEqual([2])
      const { counts, matching } = await store.facets({ backend: 'wasm' })
      expect(matching).toBe(11)
      expect(counts.plan).toEqual([
        { value: 'met', count: 10 },
        { value: 'missed', count: 1 },
      ])
      expect(counts.selection).toEqual([
        { value: 'standard', count: 10 },
        { value: 'no-simd', count: 1 },
      ])
      expect(await store.count({ selection: 'no-simd' })).toBe(1)
      expect(await store.count({ selection: 'no-simd', text: 'tiny' })).toBe(1)
      expect(await store.count({ plan: 'none' })).toBe(10)
    }))
})

describe('the table of kernels', () => {
  test('has one line a kernel, with the numbers of its record', () =>
    filled(async (store) => {
      const csv = await text(exportKernelCsv(store))
      expect(csv.split('\r\n')[0]).toBe(kernelCsvColumns.map(({ name }) => name).join(','))
      const lines = linesOf(csv)
      expect(lines).toHaveLength(10 * (12 + 11 + 14))
      for (const { measurement, architecture } of samples) {
        const own = lines.filter((line) => line['measurement_id'] === measurement.id)
        const calls = kernelTimesOf(measurement, architecture)
        expect(own.map((line) => Number(line['position']))).toEqual(calls.map(({ position }) => position))
        own.forEach((line, position) => {
          const { kernel, flops, bytes, inNetwork } = calls[position]!
          expect(line).toMatchObject({
            kernel: kernel.kernel,
            program: kernel.program,
            dispatch: kernel.dispatch.join('x'),
            flops: String(flops),
            bytes: String(bytes),
            in_network_ms: inNetwork ? String(inNetwork.ms) : '',
          })
        })
        // Times of several kernels are told once: a sum over the lines is the sum of the record.
        const sum = own.reduce((total, line) => total + Number(line['isolated_ms']), 0)
        expect(sum).toBeCloseTo(totalKernelMs(measurement.kernels!, 'isolated'), 9)
      }
    }))

  test('reads as people write shapes and operations', () =>
    filled(async (store) => {
      const [line] = linesOf(
        await text(exportKernelCsv(store, { backend: 'wasm', text: samples[0]!.measurement.id })),
      )
      expect(line).toMatchObject({
        nodes: '1 2 3',
        node_kinds: 'conv2d batchNorm activation',
        input_shapes: '1x8x8x3 3x3x3x4 4',
        output_shape: '1x4x4x4',
        isolated_calls: '1',
        in_network_method: 'call-wall',
        isolated_method: 'slope',
      })
    }))

  test('disarms formulas in the names of an imported kernel', () =>
    withStore(async (store) => {
      const { measurement, architecture, platform } = sampleKernelMeasurement({ backend: 'wasm' })
      const { table } = measurement.kernels!
      const kernels = { ...measurement.kernels!, table: table.with(0, { ...table[0]!, kernel: '=cmd|x' }) }
      await store.add(sealMeasurement({ ...measurement, kernels }), architecture, platform)
      expect(linesOf(await text(exportKernelCsv(store)))[0]!['kernel']).toBe("'=cmd|x")
    }))

  test('is a line of names where nothing has kernels', () =>
    withStore(async (store) => {
      const { architecture, platform, measurement } = samples[0]!
      const plain = { ...measurement, kernels: null, account: null, ceilings: null }
      await store.add(sealMeasurement(plain), architecture, platform)
      expect((await text(exportKernelCsv(store))).trimEnd().split('\r\n')).toHaveLength(1)
      const [line] = linesOf(await text(exportCsv(store)))
      expect(line).toMatchObject({ kernels: '', kernels_in_network_ms: '', account_sync_ms: '' })
    }))

  test('of measurements tells sums, accounts and ceilings', () =>
    filled(async (store) => {
      const lines = linesOf(await text(exportCsv(store)))
      for (const { measurement } of samples) {
        const { kernels, account, ceilings } = measurement
        expect(lines.find((line) => line['measurement_id'] === measurement.id)).toMatchObject({
          selection: 'standard',
          kernels: String(kernels!.calls.length),
          plan_misses: kernels!.planMisses === null ? '' : '0',
          kernels_in_network_ms: kernels!.inNetwork ? String(totalKernelMs(kernels!, 'in-network')) : '',
          kernels_isolated_ms: String(totalKernelMs(kernels!, 'isolated')),
          account_kernels_ms: String(account!.kernelsMs),
          account_unexplained_ms: String(account!.unexplainedMs),
          ceiling_flops_per_second: String(ceilings!.flopsPerSecond),
        })
      }
    }))
})
