import type { Matrix } from '../matrix.ts'

/** Covariance of two rows of features: linear, and Matérn 5/2 of their distance. */
export interface FeatureKernel {
  readonly linear: number
  readonly matern: number
  /** Inverse squared length of the Matérn part. */
  readonly rate: number
}

/** How columns of features become comparable: mean 0 and deviation 1 over the rows that were learnt from. */
export interface FeatureScaling {
  /** Columns that are used: constant ones tell nothing. */
  readonly columns: readonly number[]
  readonly means: readonly number[]
  readonly deviations: readonly number[]
}

/** Columns that vary less than this share of their size are constant but for rounding. */
const leastVariation = 1e-9

/** @throws {RangeError} naming the first value that is not finite */
export function learnFeatureScaling({ rows, columns, values }: Matrix): FeatureScaling {
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0)
    throw new RangeError(
      `Feature ${wrong % columns} of row ${Math.floor(wrong / columns)} is ${values[wrong]}.`,
    )
  const used: number[] = []
  const means: number[] = []
  const deviations: number[] = []
  for (let column = 0; column < columns; column++) {
    const at = (row: number) => values[row * columns + column] as number
    let sum = 0
    for (let row = 0; row < rows; row++) sum += at(row)
    const mean = sum / rows
    let squares = 0
    for (let row = 0; row < rows; row++) squares += (at(row) - mean) ** 2
    const deviation = Math.sqrt(squares / rows)
    if (!(deviation > leastVariation * (1 + Math.abs(mean)))) continue
    used.push(column)
    means.push(mean)
    deviations.push(deviation)
  }
  return { columns: used, means, deviations }
}

/** The columns that are used, scaled. @throws {RangeError} where a value is not finite or a column is missing */
export function scaledFeatures(features: Matrix, { columns, means, deviations }: FeatureScaling): Matrix {
  const values = new Float64Array(features.rows * columns.length)
  for (let row = 0; row < features.rows; row++)
    columns.forEach((column, place) => {
      const value = column < features.columns ? features.values[row * features.columns + column] : NaN
      if (!Number.isFinite(value)) throw new RangeError(`Feature ${column} of row ${row} is ${value}.`)
      values[row * columns.length + place] =
        ((value as number) - (means[place] as number)) / (deviations[place] as number)
    })
  return { rows: features.rows, columns: columns.length, values }
}

/** Covariances of the rows of a with the rows of b, row after row. Both are scaled alike. */
export function featureCovariances(
  a: Matrix,
  b: Matrix,
  { linear, matern, rate }: FeatureKernel,
): Float64Array {
  const width = a.columns
  const divisor = Math.max(1, width)
  const result = new Float64Array(a.rows * b.rows)
  for (let i = 0, at = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++, at++) {
      let product = 0
      let squared = 0
      for (let k = 0, p = i * width, q = j * width; k < width; k++, p++, q++) {
        const x = a.values[p] as number
        const y = b.values[q] as number
        product += x * y
        squared += (x - y) * (x - y)
      }
      const r = Math.sqrt((5 * rate * squared) / divisor)
      result[at] = (linear * product) / divisor + matern * (1 + r + (r * r) / 3) * Math.exp(-r)
    }
  return result
}

/** The covariance of each row with itself. */
export function featureVariances(
  { rows, columns, values }: Matrix,
  { linear, matern }: FeatureKernel,
): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let square = 0
    for (let k = row * columns; k < (row + 1) * columns; k++) square += (values[k] as number) ** 2
    return (linear * square) / Math.max(1, columns) + matern
  })
}
