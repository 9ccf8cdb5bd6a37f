import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accuracyOf,
  intervalQuality,
  percentageErrors,
  regret,
  shareWithin,
} from '../../../src/prediction/metrics.ts'
import { averageRanks, kendall, spearman } from '../../../src/prediction/rank-correlation.ts'

/** Pairs of lists; few different values, so that ties are common. */
const pairs = (values: fc.Arbitrary<number>, minLength = 1) =>
  fc
    .array(fc.tuple(values, values), { minLength, maxLength: 40 })
    .map((rows) => [rows.map(([a]) => a), rows.map(([, b]) => b)] as const)
const positive = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0.01, max: 1e4, noNaN: true }))
const lists = ([a, b]: readonly [number[], number[]]) => [Float64Array.from(a), Float64Array.from(b)] as const
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('errors relative to what was measured', () => {
  it('are what their definitions say', () => {
    fc.assert(
      fc.property(pairs(positive), (given) => {
        const [predicted, measured] = given
        const errors = measured.map((value, index) => Math.abs(predicted[index]! / value - 1))
        const sorted = errors.toSorted((a, b) => a - b)
        const half = Math.floor(errors.length / 2)
        const wanted = errors.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
        const found = accuracyOf(...lists(given as never))
        expect(found.n).toBe(errors.length)
        expect(found.mape).toBeCloseTo(mean(errors), 8)
        expect(found.rmspe).toBeCloseTo(Math.sqrt(mean(errors.map((error) => error ** 2))), 8)
        expect(found.medianApe).toBeCloseTo(wanted, 12)
        for (const [share, limit] of [
          [found.within1, 0.01],
          [found.within5, 0.05],
          [found.within10, 0.1],
        ] as const)
          expect(share).toBe(errors.filter((error) => error <= limit).length / errors.length)
      }),
    )
  })

  it('do not change with the unit, and are 0 where predictions are right', () => {
    fc.assert(
      fc.property(pairs(positive), (given) => {
        const [predicted, measured] = lists(given as never)
        const scaled = accuracyOf(
          predicted.map((value) => 8 * value),
          measured.map((value) => 8 * value),
        )
        expect(scaled).toEqual(accuracyOf(predicted, measured))
        expect(accuracyOf(measured, measured)).toMatchObject({ mape: 0, rmspe: 0, within1: 1 })
      }),
    )
  })

  it('count an error of exactly the limit as within', () => {
    expect(shareWithin(percentageErrors(Float64Array.of(1.25, 2), Float64Array.of(1, 1)), 0.25)).toBe(0.5)
  })

  it.each([0, -1, NaN])('refuse a measured value of %s', (value) => {
    expect(() => accuracyOf(Float64Array.of(1), Float64Array.of(value))).toThrow(RangeError)
  })

  it('refuse empty lists, lists of different lengths and NaN', () => {
    expect(() => accuracyOf(new Float64Array(), new Float64Array())).toThrow('no values')
    expect(() => accuracyOf(Float64Array.of(1), Float64Array.of(1, 2))).toThrow('no pairs')
    expect(() => spearman(Float64Array.of(NaN), Float64Array.of(1))).toThrow('NaN')
  })
})

describe('rank correlations', () => {
  const tied = pairs(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double({ noNaN: true, min: 0, max: 5 })), 2)

  it('average ranks: the number of smaller values, and the middle of equal ones', () => {
    fc.assert(
      fc.property(tied, ([values]) => {
        const ranks = averageRanks(Float64Array.from(values))
        values.forEach((value, index) => {
          const [below, equal] = [
            values.filter((v) => v < value).length,
            values.filter((v) => v === value).length,
          ]
          expect(ranks[index]).toBe(below + (equal + 1) / 2)
        })
      }),
    )
  })

  it('Spearman: the correlation of ranks', () => {
    fc.assert(
      fc.property(tied, (given) => {
        const [a, b] = lists(given as never)
        const [x, y] = [Array.from(averageRanks(a)), Array.from(averageRanks(b))]
        const covariance = (p: number[], q: number[]) =>
          mean(p.map((value, index) => (value - mean(p)) * (q[index]! - mean(q))))
        const wanted = covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y))
        const found = spearman(a, b)
        if (Number.isFinite(wanted)) expect(found).toBeCloseTo(wanted, 9)
        else expect(found).toBeNaN()
      }),
    )
  })

  it('Kendall: pairs in order less pairs out of order, ties apart', () => {
    fc.assert(
      fc.property(tied, (given) => {
        const [a, b] = given
        let [concordant, discordant, onlyA, onlyB] = [0, 0, 0, 0]
        for (let i = 0; i < a.length; i++)
          for (let j = 0; j < i; j++) {
            const [x, y] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)]
            if (x * y > 0) concordant++
            else if (x * y < 0) discordant++
            else if (x === 0 && y !== 0) onlyA++
            else if (y === 0 && x !== 0) onlyB++
          }
        const all = concordant + discordant
        const wanted = (concordant - discordant) / Math.sqrt((all + onlyA) * (all + onlyB))
        const found = kendall(...lists(given as never))
        if (Number.isFinite(wanted)) expect(found).toBeCloseTo(wanted, 12)
        else expect(found).toBeNaN()
      }),
    )
  })

  it('are 1 for the same order, -1 for the reverse, and no different after a rising function', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2 }), (values) => {
        const a = Float64Array.from(values)
        for (const correlation of [spearman, kendall]) {
          expect(correlation(a, a.map(Math.exp))).toBeCloseTo(1, 12)
          expect(
            correlation(
              a,
              a.map((value) => -value),
            ),
          ).toBeCloseTo(-1, 12)
        }
      }),
    )
  })

  // All pairs would take minutes, which the limit of a test does not allow.
  it('takes 100,000 values in n log n', { timeout: 30_000 }, () => {
    const a = Float64Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 99_991)
    expect(Math.abs(kendall(a, a.map(Math.sqrt)) - 1)).toBeLessThan(1e-9)
  })
})

it('intervals: share within, and how far they reach', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(positive, positive), { minLength: 1 }),
      fc.double({ min: 1, max: 3, noNaN: true }),
      (rows, factor) => {
        const predicted = Float64Array.from(rows, ([value]) => value)
        const measured = Float64Array.from(rows, ([, value]) => value)
        const [lower, upper] = [
          predicted.map((value) => value / factor),
          predicted.map((value) => value * factor),
        ]
        const { coverage, halfWidth } = intervalQuality(lower, upper, predicted, measured)
        const inside = rows.filter(
          (_, index) => measured[index]! >= lower[index]! && measured[index]! <= upper[index]!,
        )
        expect(coverage).toBe(inside.length / rows.length)
        expect(halfWidth).toBeCloseTo(factor - 1, 9)
        // Wider intervals hold no less; those of no width what was predicted exactly, those without end everything.
        const wider = intervalQuality(
          lower.map((end) => end / 2),
          ...([upper.map((end) => end * 2), predicted, measured] as const),
        )
        expect(wider.coverage).toBeGreaterThanOrEqual(coverage)
        const nowhere = predicted.map(() => Infinity)
        expect(
          intervalQuality(
            predicted.map(() => 0),
            nowhere,
            predicted,
            measured,
          ).coverage,
        ).toBe(1)
        expect(intervalQuality(measured, measured, measured, measured)).toEqual({ coverage: 1, halfWidth: 0 })
      },
    ),
  )
})

it('regret: what the choice costs', () => {
  fc.assert(
    fc.property(pairs(positive), ([predicted, measured]) => {
      const chosen = measured[predicted.indexOf(Math.min(...predicted))]!
      const found = regret(...lists([predicted, measured] as never))
      expect(found).toBe(chosen / Math.min(...measured) - 1)
      expect(found).toBeGreaterThanOrEqual(0)
      expect(regret(...lists([measured, measured] as never))).toBe(0)
    }),
  )
})
