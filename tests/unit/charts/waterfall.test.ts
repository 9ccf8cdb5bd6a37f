import fc from 'fast-check'
import { expect, it } from 'vitest'
import { namedLayers, waterfallOf } from '../../../src/charts/waterfall.ts'

const steps = [
  { ms: 1, layer: 'a' },
  { ms: 0.5, layer: 'a' },
  { ms: null, layer: 'b' },
  { ms: 0, layer: 'c' },
  { ms: 4, layer: 'a' },
]

it('starts each step where the sum of the ones before ends', () => {
  const { startsMs, totalMs } = waterfallOf(steps)
  expect(startsMs).toEqual([0, 1, 1.5, 1.5, 1.5])
  expect(totalMs).toBe(5.5)
})

it('puts steps of a layer together only where they follow each other', () => {
  expect(waterfallOf(steps).layers).toEqual([
    { layer: 'a', first: 0, length: 2, ms: 1.5 },
    { layer: 'b', first: 2, length: 1, ms: 0 },
    { layer: 'c', first: 3, length: 1, ms: 0 },
    { layer: 'a', first: 4, length: 1, ms: 4 },
  ])
})

it('is nothing where there is nothing', () => {
  expect(waterfallOf([])).toMatchObject({ totalMs: 0, startsMs: [], layers: [] })
})

it.each([
  [1, 18],
  [100, 12],
  [240, 5],
  [468, 4],
  [10_000, 4],
])('%d rows are %d px high', (count, rowHeight) => {
  expect(waterfallOf(Array.from({ length: count }, () => ({ ms: 1, layer: '' }))).rowHeight).toBe(rowHeight)
})

it('names the layers that take longest, and never one on another', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 500 }),
      (times) => {
        const fall = waterfallOf(times.map((ms, place) => ({ ms, layer: String(place) })))
        const named = namedLayers(fall, 14)
        const middles = named.map((place) => (fall.layers[place]!.first + 0.5) * fall.rowHeight)
        for (const [place, middle] of middles.entries())
          if (place > 0) expect(middle - middles[place - 1]!).toBeGreaterThanOrEqual(14)
        const longest = fall.layers.findIndex(({ ms }) => ms === Math.max(...times))
        expect(named).toContain(longest)
      },
    ),
  )
})
