import type { CsvSource } from './csv-column.ts'
import { csvColumns } from './csv-columns.ts'
import { byteStream, readLength } from './export.ts'
import type { Filter } from './filter.ts'
import { kernelCsvColumns, type KernelCsvSource } from './kernel-csv-columns.ts'
import { kernelTimesOf } from './kernels.ts'
import type { PlatformRecord } from './record.ts'
import type { MeasurementRow } from './row.ts'
import type { DatasetStore } from './store.ts'

/**
 * The flat table as CSV (RFC 4180, UTF-8, numbers with a point): a line of names, then one line a measurement in the
 * order of the ids.
 * @throws {StoreError} through the stream
 */
export function exportCsv(store: DatasetStore, filter: Filter = {}): ReadableStream<Uint8Array<ArrayBuffer>> {
  return byteStream(measurementLines(store, filter))
}

/** As `exportCsv`, with one line a kernel of each measurement that has kernels. */
export function exportKernelCsv(
  store: DatasetStore,
  filter: Filter = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return byteStream(kernelLines(store, filter))
}

async function* measurementLines(store: DatasetStore, filter: Filter): AsyncGenerator<string> {
  yield csvLine(csvColumns.map(({ name }) => name))
  for await (const chunk of chunksOf(store, filter))
    yield chunk.map((source) => csvLine(csvColumns.map(({ value }) => value(source)))).join('')
}

async function* kernelLines(store: DatasetStore, filter: Filter): AsyncGenerator<string> {
  yield csvLine(kernelCsvColumns.map(({ name }) => name))
  for await (const source of measuredWithKernels(store, filter))
    // Line by line: a measurement may have thousands of kernels.
    for (const call of kernelTimesOf(source.measurement, source.architecture))
      yield csvLine(kernelCsvColumns.map(({ value }) => value({ ...source, call })))
}

/** What a filter means that has kernels, with what it names, in the order of the ids. */
export async function* measuredWithKernels(
  store: DatasetStore,
  filter: Filter,
): AsyncGenerator<Omit<KernelCsvSource, 'call'>> {
  for await (const chunk of chunksOf(store, filter))
    for (const { measurement, platform } of chunk) {
      if (measurement.status !== 'ok' || measurement.kernels === null) continue
      const architecture = await store.architecture(measurement.architectureId)
      if (architecture) yield { measurement, architecture, platform }
    }
}

/** What a filter means, some records at a time, in the order of the ids. */
async function* chunksOf(store: DatasetStore, filter: Filter): AsyncGenerator<readonly CsvSource[]> {
  const platforms = new Map((await store.platforms()).map((platform) => [platform.id, platform]))
  let rows: MeasurementRow[] = []
  for await (const row of store.rows(filter)) {
    rows.push(row)
    if (rows.length < readLength) continue
    yield await sourcesOf(store, rows, platforms)
    rows = []
  }
  yield await sourcesOf(store, rows, platforms)
}

async function sourcesOf(
  store: DatasetStore,
  rows: readonly MeasurementRow[],
  platforms: ReadonlyMap<string, PlatformRecord>,
): Promise<CsvSource[]> {
  const measurements = await store.getMany(rows.map(({ id }) => id))
  const byId = new Map(measurements.map((measurement) => [measurement.id, measurement]))
  return rows.flatMap((row) => {
    const [measurement, platform] = [byId.get(row.id), platforms.get(row.platformId)]
    // Removed, or added with its platform, while this was read.
    return measurement && platform ? [{ row, measurement, platform }] : []
  })
}

/** One line with its end. */
export const csvLine = (cells: readonly (string | number | boolean | null)[]): string =>
  `${cells.map(csvCell).join(',')}\r\n`

/**
 * One cell. A text that a spreadsheet would take for a formula gets a ' before it (OWASP, CSV injection), also behind
 * white space and in the wide forms of East Asia, which some read alike: names in imported files are anyone's.
 */
function csvCell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const text = /^(?:[\t\r\n]|[\s\uFEFF]*[=+\-@＝＋－＠])/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
