import { expect, it } from 'vitest'
import { nearest, placeAfterKey } from '../../../src/charts/nearest.ts'

it('finds the nearest point, the first of equals', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 0 },
  ]
  expect(nearest(points, 6, 1)).toBe(1)
  expect(nearest(points, 4, -3)).toBe(0)
  expect(nearest([], 4, 4)).toBe(0)
})

it.each([
  ['ArrowDown', 5, 6],
  ['ArrowRight', 5, 6],
  ['ArrowUp', 5, 4],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 19, 19],
  ['PageDown', 5, 15],
  ['PageUp', 5, 0],
  ['Home', 5, 0],
  ['End', 5, 19],
  ['Tab', 5, null],
  ['a', 5, null],
])('%s leads from %d to %s', (key, place, expected) => {
  expect(placeAfterKey(key, place, 20)).toBe(expected)
})
