import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { UsageError } from './options.ts'

/** A CSV file of plain numbers and words: no quotes, a header line. */
export interface CsvTable {
  readonly path: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** @throws {UsageError} where the file is missing, quoted, empty, or a line has another number of cells */
export async function readCsv(path: string): Promise<CsvTable> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UsageError(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`)
  })
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  if (text.includes('"')) throw new UsageError(`${path} has quoted cells, which no table here needs.`)
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '')
  const columns = head.split(',')
  const rows = lines.map((line) => line.split(','))
  const odd = rows.findIndex((row) => row.length !== columns.length)
  if (odd >= 0)
    throw new UsageError(
      `Line ${odd + 2} of ${path} has ${rows[odd]?.length} cells instead of ${columns.length}.`,
    )
  if (rows.length === 0) throw new UsageError(`${path} has no rows.`)
  return { path, columns, rows }
}

/** Texts of one column. @throws {UsageError} that names the columns that there are */
export function textColumn({ path, columns, rows }: CsvTable, name: string): string[] {
  const place = columns.indexOf(name)
  if (place < 0) throw new UsageError(`${path} has no column "${name}". It has ${columns.join(', ')}.`)
  return rows.map((row) => row[place] ?? '')
}

/** Numbers of one column, NaN where a cell is empty. @throws {UsageError} that names the line */
export function numberColumn(table: CsvTable, name: string): Float64Array {
  return Float64Array.from(textColumn(table, name), (text, row) => {
    const value = text === '' ? NaN : Number(text)
    if (text !== '' && Number.isNaN(value))
      throw new UsageError(`Line ${row + 2} of ${table.path} has "${text}" in column ${name}.`)
    return value
  })
}
