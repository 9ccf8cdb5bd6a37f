import { randomStream, shuffled } from '../../spaces/random.ts'

/** Places of rows in a table. */
export interface Split {
  readonly seed: number
  readonly training: readonly number[]
  readonly test: readonly number[]
}

/** Rows of an order that no curve trains on or is judged by: they may choose settings. */
const validation = { from: 900, to: 1000 }

/**
 * Learning curve: rows in the order of the seed, the first `trainingRows` of those outside the validation rows train,
 * all others test.
 * @throws {RangeError} where nothing would be left to test on
 */
export function curveSplit(rows: number, trainingRows: number, seed: number): Split {
  const order = shuffled(
    randomStream(seed),
    Array.from({ length: rows }, (_, place) => place),
  )
  const free = order.filter(
    (_, rank) => rows <= validation.to || rank < validation.from || rank >= validation.to,
  )
  if (free.length <= trainingRows)
    throw new RangeError(`${trainingRows} of ${free.length} usable rows leave none to test on.`)
  return { seed, training: free.slice(0, trainingRows), test: free.slice(trainingRows) }
}

/**
 * Learning curve of a table whose last rows are for judging: the rows before them in the order of the seed, of which
 * the first `trainingRows` train.
 * @throws {RangeError} where there are not so many
 */
export function fixedTestSplit(rows: number, trainingRows: number, testRows: number, seed: number): Split {
  const free = rows - testRows
  if (trainingRows > free)
    throw new RangeError(`${rows} rows less ${testRows} to judge by leave no ${trainingRows} to learn from.`)
  const order = shuffled(
    randomStream(seed),
    Array.from({ length: free }, (_, place) => place),
  )
  const test = Array.from({ length: testRows }, (_, place) => free + place)
  return { seed, training: order.slice(0, trainingRows), test }
}
