import { expect, it } from 'vitest'
import { distributionOf } from '../../../src/charts/distribution.ts'

it('a distribution knows its quartiles whatever the order', () => {
  expect(distributionOf([4, 1, 3, 2, 5], [0.5, 10], 6)).toMatchObject({
    n: 5,
    least: 1,
    lowerQuartile: 2,
    median: 3,
    upperQuartile: 4,
    most: 5,
  })
})

it('a distribution leaves out what a logarithmic axis cannot show', () => {
  expect(distributionOf([2, 0, -1, NaN, Infinity], [1, 10], 4)?.n).toBe(1)
  expect(distributionOf([0, NaN], [1, 10], 4)).toBeNull()
})
