import type { Matrix } from '../../matrix.ts'
import type { GraphInputs } from '../gp/graph-inputs.ts'

/** How columns become comparable: logarithms, of mean 0 and deviation 1 over the rows of a fit. */
export interface ColumnScaling {
  /** Columns of a table. */
  readonly columns: number
  /** Those that are used: no constants, no repetitions of others. */
  readonly places: readonly number[]
  /** Of the logarithms, of each column that is used. */
  readonly means: readonly number[]
  readonly deviations: readonly number[]
}

/** Sizes count by ratio; 0 and what is below it have a place too. */
const logOf = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value))

export function columnScaling({ rows, columns, values }: Matrix): ColumnScaling {
  const [places, means, deviations] = [[], [], []] as [number[], number[], number[]]
  const seen = new Set<string>()
  for (let column = 0; column < columns; column++) {
    const all = Array.from({ length: rows }, (_, row) => logOf(values[row * columns + column] as number))
    const present = all.filter((value) => !Number.isNaN(value))
    if (present.length === 0) continue
    const mean = present.reduce((sum, value) => sum + value, 0) / present.length
    const squares = present.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    const deviation = Math.sqrt(squares / present.length)
    const text = all.map((value) => ((value - mean) / deviation).toFixed(6)).join()
    if (deviation < 1e-9 || seen.has(text)) continue
    seen.add(text)
    places.push(column)
    means.push(mean)
    deviations.push(deviation)
  }
  return { columns, places, means, deviations }
}

/** Rows as the covariance compares them; a missing value counts as the mean of its column. */
export function scaledInputs({ rows, columns, values }: Matrix, scaling: ColumnScaling): GraphInputs {
  const width = scaling.places.length
  const scalars = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++)
    for (const [at, place] of scaling.places.entries()) {
      const value = logOf(values[row * columns + place] as number)
      const scaled = (value - (scaling.means[at] as number)) / (scaling.deviations[at] as number)
      scalars[row * width + at] = Number.isNaN(scaled) ? 0 : scaled
    }
  return { count: rows, scalars, width, labels: [] }
}
