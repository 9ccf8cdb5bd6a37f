import { csvColumns } from './csv-columns.ts'
import { byteStream, readLength } from './export.ts'
import type { Filter } from './filter.ts'
import type { PlatformRecord } from './record.ts'
import type { MeasurementRow } from './row.ts'
import type { DatasetStore } from './store.ts'

/**
 * The flat table as CSV (RFC 4180, UTF-8, numbers with a point): a line of names, then one line a measurement in the
 * order of the ids.
 * @throws {StoreError} through the stream
 */
export function exportCsv(store: DatasetStore, filter: Filter = {}): ReadableStream<Uint8Array<ArrayBuffer>> {
  return byteStream(csvText(store, filter))
}

async function* csvText(store: DatasetStore, filter: Filter): AsyncGenerator<string> {
  yield csvLine(csvColumns.map(({ name }) => name))
  const platforms = new Map((await store.platforms()).map((platform) => [platform.id, platform]))
  let rows: MeasurementRow[] = []
  for await (const row of store.rows(filter)) {
    rows.push(row)
    if (rows.length < readLength) continue
    yield await csvLines(store, rows, platforms)
    rows = []
  }
  yield await csvLines(store, rows, platforms)
}

async function csvLines(
  store: DatasetStore,
  rows: readonly MeasurementRow[],
  platforms: ReadonlyMap<string, PlatformRecord>,
): Promise<string> {
  const measurements = await store.getMany(rows.map(({ id }) => id))
  const byId = new Map(measurements.map((measurement) => [measurement.id, measurement]))
  let text = ''
  for (const row of rows) {
    const [measurement, platform] = [byId.get(row.id), platforms.get(row.platformId)]
    // Removed, or added with its platform, while this was read.
    if (measurement && platform)
      text += csvLine(csvColumns.map(({ value }) => value({ row, measurement, platform })))
  }
  return text
}

/** One line with its end. */
export const csvLine = (cells: readonly (string | number | boolean | null)[]): string =>
  `${cells.map(csvCell).join(',')}\r\n`

/**
 * One cell. A text that a spreadsheet would take for a formula gets a ' before it (OWASP, CSV injection): names in
 * imported files are anyone's.
 */
function csvCell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
