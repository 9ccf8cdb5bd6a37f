/** A table of numbers, one row after another. NaN is a missing value. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  /** Length rows x columns; row r begins at r x columns. */
  readonly values: Float64Array
}

/** @throws {RangeError} where the rows are not equally long */
export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0]?.length ?? 0
  const values = new Float64Array(rows.length * columns)
  for (const [index, row] of rows.entries()) {
    if (row.length !== columns)
      throw new RangeError(`Row ${index} has ${row.length} values instead of ${columns}.`)
    values.set(row, index * columns)
  }
  return { rows: rows.length, columns, values }
}

/** The rows at the given places, in that order. */
export function rowsAt({ columns, values }: Matrix, places: ArrayLike<number>): Matrix {
  const picked = new Float64Array(places.length * columns)
  for (let row = 0; row < places.length; row++) {
    const from = (places[row] ?? 0) * columns
    picked.set(values.subarray(from, from + columns), row * columns)
  }
  return { rows: places.length, columns, values: picked }
}
