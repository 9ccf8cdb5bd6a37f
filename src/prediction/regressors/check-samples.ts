import type { Matrix } from '../matrix.ts'
import type { Samples } from './regressor.ts'

/**
 * Refuses what no learner of tables can learn from. Missing inputs (NaN) pass.
 * @throws {RangeError} naming what is wrong
 */
export function checkSamples({ inputs, targets, weights }: Samples<Matrix>): void {
  if (inputs.rows === 0) throw new RangeError('There are no rows to learn from.')
  if (inputs.values.length !== inputs.rows * inputs.columns)
    throw new RangeError(
      `${inputs.rows} rows of ${inputs.columns} columns are not ${inputs.values.length} values.`,
    )
  if (targets.length !== inputs.rows)
    throw new RangeError(`${targets.length} targets do not fit ${inputs.rows} rows.`)
  const wrong = targets.findIndex((target) => !Number.isFinite(target))
  if (wrong >= 0) throw new RangeError(`The target of row ${wrong} is ${targets[wrong]}.`)
  checkValues(inputs)
  if (weights) checkWeights(weights, inputs.rows)
}

/** @throws {RangeError} naming the first value that is infinite */
function checkValues({ columns, values }: Matrix): void {
  const infinite = values.findIndex((value) => Math.abs(value) === Infinity)
  if (infinite >= 0)
    throw new RangeError(
      `Row ${Math.floor(infinite / columns)} has ${values[infinite]} in column ${infinite % columns}.`,
    )
}

function checkWeights(weights: Float64Array, rows: number): void {
  if (weights.length !== rows) throw new RangeError(`${weights.length} weights do not fit ${rows} rows.`)
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (wrong >= 0) throw new RangeError(`The weight of row ${wrong} is ${weights[wrong]}.`)
  if (!weights.some((weight) => weight > 0)) throw new RangeError('No row has any weight.')
}

/**
 * @throws {RangeError} where a table to predict has another number of columns than the one that was learnt from, or an
 * infinite value
 */
export function checkColumns(table: Matrix, learnt: number): void {
  const { rows, columns } = table
  // No rows may have been made without knowing how wide they would be.
  if (rows > 0 && columns !== learnt)
    throw new RangeError(`The table has ${columns} columns instead of ${learnt}.`)
  checkValues(table)
}

/** Weights of mean 1, so that settings mean the same whatever the unit; undefined where all rows weigh the same. */
export function meanOneWeights(weights: Float64Array | undefined): Float64Array | undefined {
  if (!weights || weights.every((weight) => weight === weights[0])) return undefined
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => (weight * weights.length) / sum)
}
