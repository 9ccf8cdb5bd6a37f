import { describe, expect, test } from 'vitest'
import type { Candidates } from '../../../../src/prediction/choice/candidates.ts'
import { teachingOrder } from '../../../../src/prediction/choice/joint-variance.ts'
import { stratifiedPlaces } from '../../../../src/prediction/choice/strata.ts'
import { whatToMeasure } from '../../../../src/prediction/choice/what-to-measure.ts'
import { matrixOf } from '../../../../src/prediction/matrix.ts'
import { randomStream, uniform } from '../../../../src/spaces/random.ts'

const random = randomStream(3)
const number = () => uniform(random, 0, 1000) / 1000
const points = Array.from({ length: 120 }, () => [number(), number()])
const candidates: Candidates = {
  features: matrixOf(points),
  costs: Float64Array.from(points, ([x]) => x!),
  seconds: new Float64Array(points.length).fill(2),
}
const latency = ([x, y]: readonly number[]) => Math.exp(x! + y!)
/** Measured: only where the first feature is small. */
const corner = Array.from({ length: 20 }, () => [number() / 10, number()])
const measured = {
  features: matrixOf(corner),
  latenciesMs: Float64Array.from(corner, latency),
}
const wish = { count: 12, seed: 5, measured }

describe('strata', () => {
  test('give one place each, and any first few are spread', () => {
    const costs = Float64Array.from({ length: 100 }, (_, place) => place)
    const places = stratifiedPlaces(costs, 10, 1)
    expect([...places].map((place) => Math.floor(place / 10)).sort((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ])
    const firsts = places.slice(0, 3).sort((a, b) => a - b)
    expect(firsts[1]! - firsts[0]!).toBeGreaterThan(15)
    expect(firsts[2]! - firsts[1]!).toBeGreaterThan(15)
    expect(stratifiedPlaces(costs, 10, 1)).toEqual(places)
    expect(stratifiedPlaces(costs, 10, 2)).not.toEqual(places)
  })

  test('are as many as there are places', () => {
    expect(stratifiedPlaces(Float64Array.of(3, 1), 9, 0).sort()).toEqual([0, 1])
    expect(stratifiedPlaces(new Float64Array(0), 9, 0)).toEqual([])
  })
})

describe('the next networks', () => {
  test('are spread over the costs where too little was measured', () => {
    const few = { features: matrixOf(corner.slice(0, 4)), latenciesMs: measured.latenciesMs.slice(0, 4) }
    for (const before of [null, few]) {
      const choices = whatToMeasure(candidates, { ...wish, measured: before })
      expect(choices.map(({ place }) => place)).toEqual(stratifiedPlaces(candidates.costs, 12, 5))
      expect(choices.every(({ reason }) => reason === 'stratum')).toBe(true)
    }
  })

  test('lie first where nothing was measured, and a quarter is by chance', () => {
    const choices = whatToMeasure(candidates, wish)
    expect(choices).toHaveLength(12)
    expect(new Set(choices.map(({ place }) => place)).size).toBe(12)
    expect(
      choices.map(({ reason }, turn) => [turn, reason]).filter(([, reason]) => reason === 'chance'),
    ).toEqual([3, 7, 11].map((turn) => [turn, 'chance']))
    const taught = choices.filter(({ reason }) => reason === 'teaches')
    expect(points[taught[0]!.place]![0]).toBeGreaterThan(0.5)
    expect(whatToMeasure(candidates, wish)).toEqual(choices)
  })

  test('are at most five by chance', () => {
    const choices = whatToMeasure(candidates, { ...wish, count: 60 })
    expect(choices.filter(({ reason }) => reason === 'chance')).toHaveLength(5)
  })

  test('are never ten times the same: copies are picked once while others are open', () => {
    const copies = points.map((point, row) => (row < 10 ? [0.9, 0.9] : point))
    const choices = whatToMeasure({ ...candidates, features: matrixOf(copies) }, wish)
    expect(choices.filter(({ place, reason }) => reason === 'teaches' && place < 10).length).toBeLessThan(2)
  })

  test('are those that are quick, of equally instructive ones', () => {
    const pairs = points.map((_, row) => points[row - (row % 2)]!)
    const seconds = Float64Array.from(points, (_, row) => (row % 2 === 0 ? 10 : 1))
    const choices = whatToMeasure({ ...candidates, features: matrixOf(pairs), seconds }, wish)
    const taught = choices.filter(({ reason }) => reason === 'teaches')
    expect(taught.every(({ place }) => place % 2 === 1)).toBe(true)
  })

  test('are told of while they are chosen, from nothing to all', () => {
    const shares: number[] = []
    whatToMeasure(candidates, { ...wish, tell: (share) => shares.push(share) })
    expect(shares.length).toBeGreaterThan(100)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares[0]).toBeLessThan(0.1)
    expect(shares.at(-1)).toBeGreaterThan(0.9)
    expect(shares.at(-1)).toBeLessThanOrEqual(1)
  })

  test('are all of them where fewer are there than wanted', () => {
    const choices = whatToMeasure(candidates, { ...wish, count: 500 })
    expect(choices.map(({ place }) => place).sort((a, b) => a - b)).toEqual([...points.keys()])
    expect(whatToMeasure(candidates, { ...wish, count: 0 })).toEqual([])
  })

  test('do not come of bad input, which is named', () => {
    const choose =
      (change: Partial<Candidates>, other = {}) =>
      () =>
        whatToMeasure({ ...candidates, ...change }, { ...wish, ...other })
    expect(choose({ costs: candidates.costs.with(3, NaN) })).toThrow('cost of candidate 3 is NaN')
    expect(choose({ seconds: candidates.seconds.with(3, 0) })).toThrow('candidate 3 would take 0 s')
    expect(choose({ seconds: new Float64Array(2) })).toThrow('2 times do not fit 120 candidates')
    const zero = { ...measured, latenciesMs: measured.latenciesMs.with(1, 0) }
    expect(choose({}, { measured: zero })).toThrow('latency of row 1 is 0')
    expect(choose({}, { measured: { ...measured, features: matrixOf([[1]]) } })).toThrow(
      '1 features instead of 2',
    )
    expect(choose({ features: matrixOf(points.with(2, [NaN, 1])) })).toThrow('Feature 0 of row 2 is NaN')
  })
})

test('what a pick teaches is reckoned in before the next', () => {
  // 0 and 1 are nearly one, 2 stands alone with less variance.
  const covariance = Float64Array.of(1, 0.99, 0, 0.99, 1, 0, 0, 0, 0.5)
  expect(teachingOrder({ covariance, noise: 0.01 }, Float64Array.of(1, 1, 1), 2)).toEqual([0, 2])
})

test('each pick takes most of what is left, as reckoned from scratch', () => {
  const n = 12
  const vectors = points.slice(0, n)
  const covariance = Float64Array.from({ length: n * n }, (_, at) => {
    const [a, b] = [vectors[Math.floor(at / n)]!, vectors[at % n]!]
    return a[0]! * b[0]! + a[1]! * b[1]! + (at % (n + 1) === 0 ? 0.1 : 0)
  })
  const left = covariance.slice()
  const expected: number[] = []
  while (expected.length < n) {
    const rows = Array.from({ length: n }, (_, i) => left.slice(i * n, (i + 1) * n))
    const gains = rows.map((row, i) =>
      expected.includes(i) ? -1 : row.reduce((sum, x) => sum + x * x, 0) / (row[i]! + 0.05),
    )
    const best = gains.indexOf(Math.max(...gains))
    expected.push(best)
    const [row, variance] = [rows[best]!, rows[best]![best]! + 0.05]
    for (let at = 0; at < n * n; at++) left[at]! -= (row[Math.floor(at / n)]! * row[at % n]!) / variance
  }
  expect(teachingOrder({ covariance, noise: 0.05 }, new Float64Array(n).fill(1), n)).toEqual(expected)
})
