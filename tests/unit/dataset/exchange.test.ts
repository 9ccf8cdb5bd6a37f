import { describe, expect, test } from 'vitest'
import { csvLine, exportCsv } from '../../../src/dataset/csv.ts'
import { csvColumns } from '../../../src/dataset/csv-columns.ts'
import { blobOf, exportJson, exportJsonGz, gzipType, jsonType } from '../../../src/dataset/export.ts'
import { importDataset } from '../../../src/dataset/import.ts'
import { withStore } from '../../fixtures/indexed-db.ts'
import { sampleDataset } from '../../fixtures/records.ts'

const dataset = sampleDataset({ networks: 30, platforms: 3, seed: 5 })
const text = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => new Response(stream).text()

describe('export and import', () => {
  test.each([
    ['json', exportJson, jsonType],
    ['json.gz', exportJsonGz, gzipType],
  ])('carry a dataset to another browser as .%s, and a second time change nothing', (_, write, type) =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const file = await blobOf(write(store), type)
      await withStore(async (other) => {
        const report = await importDataset(file, other)
        expect(report).toEqual({
          added: 90,
          known: 0,
          rejected: [],
          rejectedCount: 0,
          newArchitectures: 30,
          newPlatforms: 3,
          fault: null,
          isCancelled: false,
        })
        for (const measurement of dataset.measurements)
          expect(await other.get(measurement.id)).toEqual(measurement)
        expect(await text(exportJson(other))).toBe(await text(exportJson(store)))
        expect(await importDataset(file.stream(), other)).toMatchObject({
          added: 0,
          known: 90,
          rejectedCount: 0,
          newArchitectures: 0,
          newPlatforms: 0,
        })
        expect(await other.count()).toBe(90)
      })
    }),
  )

  test('is a file as documented, in the order of the ids, whatever the order of adding', () =>
    withStore(async (store) => {
      await store.addMany({ ...dataset, measurements: dataset.measurements.toReversed() })
      const file = JSON.parse(await text(exportJson(store))) as typeof dataset
      expect(Object.keys(file)).toEqual(['format', 'version', 'platforms', 'architectures', 'measurements'])
      const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
      expect(file.measurements).toEqual(dataset.measurements.toSorted(byId))
      expect(file.architectures).toEqual(dataset.architectures.toSorted(byId))
    }))

  test('of a selection holds only what it names', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const file = JSON.parse(
        await text(exportJson(store, { backend: 'webgpu', space: 'zoo' })),
      ) as typeof dataset
      expect(file.platforms.map(({ backend }) => backend.name)).toEqual(['webgpu'])
      expect(file.architectures.every(({ space }) => space === 'zoo')).toBe(true)
      expect(file.measurements).toHaveLength(7)
      await withStore(async (other) => {
        const report = await importDataset(new Blob([JSON.stringify(file)]), other)
        expect(report).toMatchObject({ added: 7, rejectedCount: 0, fault: null })
      })
    }))

  test('of an empty store is an empty dataset', () =>
    withStore(async (store) => {
      const file = await text(exportJson(store))
      expect(JSON.parse(file)).toEqual({
        format: 'inferometer-dataset',
        version: 1,
        platforms: [],
        architectures: [],
        measurements: [],
      })
      expect(await importDataset(new Blob([file]), store)).toMatchObject({
        added: 0,
        rejectedCount: 0,
        fault: null,
      })
    }))
})

describe('the CSV table', () => {
  test('has one line a measurement, with the numbers of its record', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const lines = (await text(exportCsv(store))).trimEnd().split('\r\n')
      expect(lines[0]).toBe(csvColumns.map(({ name }) => name).join(','))
      expect(lines).toHaveLength(91)
      const names = lines[0]!.split(',')
      const byId = new Map(dataset.measurements.map((measurement) => [measurement.id, measurement]))
      for (const line of lines.slice(1)) {
        const cells = [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell]) => cell)
        const cell = (name: string) => cells[names.indexOf(name)]!
        const measurement = byId.get(cell('measurement_id'))!
        expect(cell('status')).toBe(measurement.status)
        const median = measurement.status === 'ok' ? String(measurement.latencyMs.median) : ''
        expect(cell('latency_median_ms')).toBe(median)
      }
    }))

  test('disarms formulas behind white space, and in wide forms, and nothing else', () => {
    const evil = ['\n=1', ' =1', '\u00a0+1', '\ufeff@x', '＝1+1', '＋1', ' －1', '＠x']
    expect(csvLine(evil)).toBe(`"'\n=1",' =1,'\u00a0+1,'\ufeff@x,'＝1+1,'＋1,' －1,'＠x\r\n`)
    expect(csvLine([' two words', 'ＮＶＩＤＩＡ', ' a=1'])).toBe(' two words,ＮＶＩＤＩＡ, a=1\r\n')
  })

  test('quotes as RFC 4180 says, and disarms formulas in texts but not negative numbers', () => {
    const evil = [
      '=1+1',
      '+1',
      '-1',
      '@x',
      '\tx',
      '\rx',
      'a=1',
      'say "hi", you',
      'two\nlines',
      '<b>bold</b>',
      '',
    ]
    expect(csvLine([...evil, -1.5, 1e-7, true, null])).toBe(
      `'=1+1,'+1,'-1,'@x,'\tx,"'\rx",a=1,"say ""hi"", you","two\nlines",<b>bold</b>,,-1.5,1e-7,true,\r\n`,
    )
  })
})
