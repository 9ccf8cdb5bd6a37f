/** A row of a CSV table, by the names of its columns. */
export type TableRow = Readonly<Record<string, string>>

/** A text. @throws {RangeError} where the table has no such column */
export function cell(row: TableRow, column: string): string {
  const text = row[column]
  if (text === undefined) throw new RangeError(`The table has no column "${column}".`)
  return text
}

/** A finite number. @throws {RangeError} where the table has no such column, or the cell holds no number */
export function numberIn(row: TableRow, column: string): number {
  const text = cell(row, column)
  const value = Number(text)
  if (text === '' || !Number.isFinite(value))
    throw new RangeError(`"${text}" in column ${column} is no number.`)
  return value
}
