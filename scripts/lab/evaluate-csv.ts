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

/** Numbers of one column, NaN where a cell is empty. @throws {UsageError} that names the row */
export function numberColumn(table: CsvTable, name: string): Float64Array {
  return Float64Array.from(textColumn(table, name), (text, row) => {
    const value = text === '' ? NaN : Number(text)
    if (text !== '' && Number.isNaN(value))
      throw new UsageError(`Row ${row + 1} of ${table.path} has "${text}" in column ${name}.`)
    return value
  })
}
