import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import type { TableRow } from '../../src/prediction/evaluation/table-row.ts'
import { UsageError } from './options.ts'

/** A CSV file with a header line: cells as they are written, quotes taken off. */
export interface CsvTable {
  readonly path: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/**
 * Reads a CSV file (RFC 4180), compressed where its name ends in `.gz`.
 * @throws {UsageError} where the file is missing, damaged or empty, a column occurs twice, or a row has another number
 * of cells
 */
export async function readCsv(path: string): Promise<CsvTable> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UsageError(`${path} cannot be read: ${messageOf(cause)}.`)
  })
  const [columns = [], ...rows] = cellsOf(path, bytes)
  const twice = columns.find((name, place) => columns.indexOf(name) !== place)
  if (twice !== undefined) throw new UsageError(`${path} has the column "${twice}" twice.`)
  const odd = rows.findIndex((row) => row.length !== columns.length)
  if (odd >= 0)
    throw new UsageError(
      `Row ${odd + 1} of ${path} has ${rows[odd]?.length} cells instead of ${columns.length}.`,
    )
  if (rows.length === 0) throw new UsageError(`${path} has no rows.`)
  return { path, columns, rows }
}

function cellsOf(path: string, bytes: Buffer): string[][] {
  try {
    const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true })
  } catch (error) {
    throw new UsageError(`${path} is no CSV file: ${messageOf(error)}.`)
  }
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')

/** Every row by the names of its columns. */
export const tableRows = ({ columns, rows }: CsvTable): TableRow[] =>
  rows.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place] ?? ''])))

/** Texts of one column. @throws {UsageError} that names the columns that there are */
export function textColumn({ path, columns, rows }: CsvTable, name: string): string[] {
  const place = columns.indexOf(name)
  if (place < 0) throw new UsageError(`${path} has no column "${name}". It has ${columns.join(', ')}.`)
  return rows.map((row) => row[place] ?? '')
}

/** As people and programs write decimal numbers; neither `0x10` nor `Infinity`. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Numbers of one column, NaN where a cell is blank. @throws {UsageError} that names the row, counted from 1 */
export function numberColumn(table: CsvTable, name: string): Float64Array {
  return Float64Array.from(textColumn(table, name), (cell, row) => {
    const text = cell.trim()
    const value = decimal.test(text) ? Number(text) : NaN
    if (text !== '' && !Number.isFinite(value))
      throw new UsageError(
        `Row ${row + 1} of ${table.path} has "${cell}" in column ${name}, which is no number.`,
      )
    return value
  })
}

/** Latencies of one device, NaN where a cell is blank. @throws {UsageError} that names a row not above 0 */
export function latencyColumn(table: CsvTable, device: string): Float64Array {
  const latencies = numberColumn(table, device)
  const wrong = latencies.findIndex((latency) => latency <= 0)
  if (wrong < 0) return latencies
  throw new UsageError(
    `Row ${wrong + 1} of ${table.path} has ${latencies[wrong]} in column ${device}, not above 0.`,
  )
}
