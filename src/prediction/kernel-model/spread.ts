import { grouped } from '../grouping.ts'

/** No interval is narrower: clocks and clocks' steps. */
const least = 0.005
/** The ends of a wider one would not be finite. */
const widest = 100
const level = 0.9
/** Fewer groups cannot tell what a new one may be like. */
const fewestGroups = 10
/** Off by less than a factor of 2 is more than a single group can be trusted with. */
export const leastOfOne = Math.log(2)

/** Errors of predictions of what was held back, each with the group that was held back with it. */
export interface HeldOutRows {
  readonly predicted: Float64Array
  readonly measured: Float64Array
  /** Networks or families: what is predicted later is of another one. */
  readonly groups: readonly string[]
  /** How large each error was expected to be, in any unit; all 1 where left out. */
  readonly deviations?: Float64Array
}

/**
 * How many deviations wide an interval of 90 % is on either side, of logarithms: conformal prediction from errors on
 * groups that were held back, where every group weighs the same (pooled distributions of Dunn, Wasserman and Ramdas,
 * JASA 2023). With one row a group the rank is the exact 0.9 (G + 1); with more it stands halfway between that and
 * 0.9 G: the one is for a single row of the next group, the other forgets that the group is new. Where there is no such
 * rank it is the error of rank 0.9 G and `excessOf` more, or half as much more.
 * @throws {RangeError} where there is no row
 */
export function groupHalfWidth({ predicted, measured, groups, deviations }: HeldOutRows): number {
  if (predicted.length === 0) throw new RangeError('There are no errors to make an interval of.')
  const places = grouped(groups.keys(), (row) => groups[row] as string)
  const count = places.size
  const scores = [...places.values()].flatMap((rows) =>
    rows.map((row) => ({
      score:
        Math.abs(Math.log((predicted[row] as number) / (measured[row] as number))) / (deviations?.[row] ?? 1),
      weight: 1 / rows.length / count,
    })),
  )
  scores.sort((a, b) => a.score - b.score)
  const isSingle = scores.length === count
  const wanted = level * (1 + (isSingle ? 1 : 0.5) / count)
  const hasRank = wanted <= 1 + 1e-9
  let reached = 0
  for (const { score, weight } of scores) {
    reached += weight
    if (reached >= (hasRank ? wanted : level) - 1e-9)
      return hasRank ? score : (1 + (isSingle ? 1 : 0.5) * excessOf(count)) * score
  }
  return scores.at(-1)?.score ?? 0
}

/**
 * By how much more than the largest error of so many groups an interval has to be wide to hold 90 % of the errors of
 * others: of normal errors 5.4, 1.3, 0.7, 0.4, 0.25 and 0.04 times it from 1, 2, 3, 4, 5 and 8. One group tells too little
 * for that.
 */
const excessOf = (groups: number): number => (groups === 1 ? 1 : 5 / groups ** 2)

/**
 * The same where errors have no expected size of their own: half the width of the interval, as a logarithm.
 * @param groups of each row; left out where every row is one of its own, such as sums of networks
 */
export const halfWidthOf = (
  predicted: Float64Array,
  measured: Float64Array,
  groups: readonly string[] = Array.from(predicted.keys(), String),
): number => Math.max(least, groupHalfWidth({ predicted, measured, groups }))

/** The same of some rows only, and at least a factor of 2 where one group has to tell of all. */
export function pooledHalfWidth(
  predicted: Float64Array,
  measured: Float64Array,
  groups: readonly string[],
  places: readonly number[],
): number {
  const at = (values: Float64Array) => Float64Array.from(places, (place) => values[place] as number)
  const own = places.map((place) => groups[place] as string)
  return Math.max(new Set(own).size > 1 ? least : leastOfOne, halfWidthOf(at(predicted), at(measured), own))
}

/**
 * Of code that few groups ran: between its own half width and that of all kernels, the nearer to its own the more they
 * are.
 */
export function sharedHalfWidth(own: number, groups: number, pooled: number): number {
  if (groups >= fewestGroups) return own
  const share = groups / fewestGroups
  return Math.max(own, 1e-12) ** share * pooled ** (1 - share)
}

/** Half the width of one interval. */
export const widthOf = (deviations: number, deviation: number): number =>
  Math.min(widest, Math.max(least, deviations * deviation))
