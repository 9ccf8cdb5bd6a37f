import { expect, test } from 'vitest'
import { centreAndScale } from '../../../../src/prediction/regressors/gp/centre-and-scale.ts'
import { mostCopies, mostRows, rowsToLearn } from '../../../../src/prediction/regressors/gp/rows-to-learn.ts'

const upTo = (count: number) => [...Array(count).keys()]

test('all rows are learnt from where these are not too many, but those of no weight', () => {
  expect(rowsToLearn(upTo(mostRows), undefined, 1)).toEqual(upTo(mostRows))
  expect(rowsToLearn(upTo(4), Float64Array.of(1, 0, 2, 1), 1)).toEqual([0, 2, 3])
})

test('of many rows some are drawn by the seed, each input once before one comes twice', () => {
  const keys = upTo(30_000).map((row) => row % 1500)
  const rows = rowsToLearn(keys, undefined, 1)
  expect(rows).toHaveLength(mostRows)
  expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b))
  expect(new Set(rows.map((row) => keys[row])).size).toBe(1500)
  expect(rowsToLearn(keys, undefined, 1)).toEqual(rows)
  expect(rowsToLearn(keys, undefined, 2)).not.toEqual(rows)
})

test('a hundred thousand rows of twelve inputs are few copies of each', () => {
  const keys = upTo(100_000).map((row) => row % 12)
  expect(rowsToLearn(keys, undefined, 1)).toHaveLength(12 * mostCopies)
})

test('the centre and the scale are of the rows that weigh', () => {
  const even = Float64Array.of(1, 2, 3, 4, 1e6)
  expect(centreAndScale(even, new Float64Array(5).fill(1))).toEqual({ centre: 3, scale: 1.4826 })
  expect(centreAndScale(even, Float64Array.of(9, 1, 1, 1, 0)).centre).toBe(1)
  // More than half are equal: the mean deviation.
  expect(centreAndScale(Float64Array.of(2, 2, 2, 6), new Float64Array(4).fill(1)).scale).toBeCloseTo(
    1.2533,
    9,
  )
  expect(centreAndScale(Float64Array.of(2, 2), Float64Array.of(1, 1))).toEqual({ centre: 2, scale: 1 })
})
