import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sortedPlaces } from '../../../src/ui/sorting.ts'

it('sorts numbers as numbers, and what is absent last either way', () => {
  const values = [10, null, 9, 100, null]
  expect(sortedPlaces(values, 'ascending')).toEqual([2, 0, 3, 1, 4])
  expect(sortedPlaces(values, 'descending')).toEqual([3, 0, 2, 1, 4])
})

it('sorts the numbers inside of names by their value', () => {
  expect(sortedPlaces(['10 conv', '9 add', '9 Add'], 'ascending')).toEqual([1, 2, 0])
})

it('keeps the order of equal ones, and never loses a row', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 3 }))), (values) => {
      for (const direction of ['ascending', 'descending'] as const) {
        const places = sortedPlaces(values, direction)
        expect(places.toSorted((a, b) => a - b)).toEqual(values.map((_, place) => place))
        for (const [at, place] of places.entries()) {
          const before = places[at - 1]
          if (before !== undefined && values[before] === values[place]) expect(before).toBeLessThan(place)
        }
      }
    }),
  )
})
