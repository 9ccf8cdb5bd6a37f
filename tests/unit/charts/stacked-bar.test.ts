import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stackedBar } from '../../../src/charts/stacked-bar.ts'

it('shows what no part explains behind the parts', () => {
  expect(stackedBar([1, 2, 0], 5)).toEqual({
    extent: 5,
    parts: [
      { from: 0, length: 1 },
      { from: 1, length: 2 },
      { from: 3, length: 0 },
    ],
    rest: { from: 3, length: 2 },
    overlap: null,
  })
})

it('shows what the parts are too much beyond the end of the whole', () => {
  expect(stackedBar([3, 4], 5)).toMatchObject({
    extent: 7,
    rest: null,
    overlap: { from: 5, length: 2 },
  })
})

it('takes a rounding for nothing', () => {
  expect(stackedBar([0.1, 0.2], 0.3)).toMatchObject({ rest: null, overlap: null })
})

const part = fc.double({ min: 0, max: 1e4, noNaN: true })

it('always closes: parts and rest, less the overlap, are the whole', () => {
  fc.assert(
    fc.property(fc.array(part), fc.double({ min: 1e-3, max: 1e4, noNaN: true }), (values, whole) => {
      const { parts, rest, overlap } = stackedBar(values, whole)
      const sum = parts.reduce((total, { length }) => total + length, 0)
      expect(sum + (rest?.length ?? 0) - (overlap?.length ?? 0)).toBeCloseTo(whole, 5)
      expect(rest === null || overlap === null).toBe(true)
    }),
  )
})
