import type { Matrix } from '../../matrix.ts'
import type { Samples } from '../regressor.ts'

/** A table made ready for a linear fit. */
export interface Design {
  readonly rows: number
  readonly columns: number
  /** Row after row; no value missing, the largest of each column 1 in size. */
  readonly values: Float64Array
  /** What each column was divided by. */
  readonly scales: Float64Array
  /** What stands in for a missing value, in the column's own unit: its mean. */
  readonly fill: Float64Array
  readonly targets: Float64Array
  /** Of sum 1. */
  readonly weights: Float64Array
}

/**
 * @param isRelative whether errors count relative to the target: weights over its square
 * @throws {RangeError} where they do, and a target is not above 0
 */
export function designOf({ inputs, targets, weights }: Samples<Matrix>, isRelative: boolean): Design {
  const { rows, columns, values } = inputs
  const wrong = isRelative ? targets.findIndex((target) => target <= 0) : -1
  if (wrong >= 0)
    throw new RangeError(`The target of row ${wrong} is ${targets[wrong]}: no error is relative to it.`)
  const each = targets.map((target, row) => (weights?.[row] ?? 1) / (isRelative ? target * target : 1))
  const total = each.reduce((sum, weight) => sum + weight, 0)
  const [scales, fill] = [new Float64Array(columns), new Float64Array(columns)]
  const scaled = new Float64Array(values.length)
  for (let column = 0; column < columns; column++) {
    let [largest, sum, present] = [0, 0, 0]
    for (let row = 0; row < rows; row++) {
      const value = values[row * columns + column] as number
      if (Number.isNaN(value)) continue
      largest = Math.max(largest, Math.abs(value))
      sum += value
      present++
    }
    scales[column] = largest > 0 ? largest : 1
    fill[column] = present > 0 ? sum / present : 0
    for (let row = 0; row < rows; row++) {
      const value = values[row * columns + column] as number
      scaled[row * columns + column] =
        (Number.isNaN(value) ? (fill[column] as number) : value) / (scales[column] as number)
    }
  }
  return {
    rows,
    columns,
    values: scaled,
    scales,
    fill,
    targets,
    weights: each.map((weight) => weight / total),
  }
}

/** Weighted second moments of some rows of a design. */
export interface Moments {
  /** Columns x columns. */
  readonly gram: Float64Array
  /** Of each column with the target. */
  readonly cross: Float64Array
  readonly means: Float64Array
  readonly meanTarget: number
  /** Of the target. */
  readonly variance: number
}

/** @param isCentred about the means, for a free intercept; else about 0, and the means are 0 */
export function momentsOf(design: Design, rows: ArrayLike<number>, isCentred: boolean): Moments {
  const { columns, values, targets, weights } = design
  const means = new Float64Array(columns)
  let [total, meanTarget, variance] = [0, 0, 0]
  for (let place = 0; place < rows.length; place++) total += weights[rows[place] as number] as number
  for (let place = 0; isCentred && place < rows.length; place++) {
    const row = rows[place] as number
    const weight = (weights[row] as number) / total
    meanTarget += weight * (targets[row] as number)
    for (let column = 0; column < columns; column++)
      means[column] = (means[column] as number) + weight * (values[row * columns + column] as number)
  }
  const [gram, cross, own] = [
    new Float64Array(columns * columns),
    new Float64Array(columns),
    new Float64Array(columns),
  ]
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number
    const weight = (weights[row] as number) / total
    const target = (targets[row] as number) - meanTarget
    variance += weight * target * target
    for (let column = 0; column < columns; column++)
      own[column] = (values[row * columns + column] as number) - (means[column] as number)
    for (let first = 0; first < columns; first++) {
      const weighted = weight * (own[first] as number)
      cross[first] = (cross[first] as number) + weighted * target
      for (let second = 0; second <= first; second++)
        gram[first * columns + second] =
          (gram[first * columns + second] as number) + weighted * (own[second] as number)
    }
  }
  for (let first = 0; first < columns; first++)
    for (let second = 0; second < first; second++)
      gram[second * columns + first] = gram[first * columns + second] as number
  return { gram, cross, means, meanTarget, variance }
}
