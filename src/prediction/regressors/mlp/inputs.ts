import type { Matrix } from '../../matrix.ts'

/** How the columns of a table become numbers of about -2 to 2. */
export interface InputScale {
  /** Of the inverse hyperbolic sine of each column: like a logarithm of both signs that passes 0. */
  readonly means: Float64Array
  readonly deviations: Float64Array
}

/** Missing values are left out. */
export function inputScale({ rows, columns, values }: Matrix): InputScale {
  const [means, deviations] = [new Float64Array(columns), new Float64Array(columns)]
  for (let column = 0; column < columns; column++) {
    const present: number[] = []
    for (let row = 0; row < rows; row++) {
      const value = values[row * columns + column] as number
      if (!Number.isNaN(value)) present.push(Math.asinh(value))
    }
    const mean = present.reduce((sum, value) => sum + value, 0) / Math.max(1, present.length)
    const variance =
      present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, present.length)
    means[column] = mean
    // A constant column is 0, also where rounding leaves it a trace of spread.
    deviations[column] = variance > 1e-24 * (1 + mean * mean) ? Math.sqrt(variance) : 1
  }
  return { means, deviations }
}

/** The table on that scale; what is missing stands at the mean. */
export function scaledInputs({ columns, values }: Matrix, { means, deviations }: InputScale): Float64Array {
  return values.map((value, place) => {
    const column = place % columns
    return Number.isNaN(value)
      ? 0
      : (Math.asinh(value) - (means[column] as number)) / (deviations[column] as number)
  })
}
