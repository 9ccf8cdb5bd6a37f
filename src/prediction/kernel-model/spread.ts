import { grouped } from '../grouping.ts'

/** No interval is narrower: clocks and clocks' steps. */
const least = 0.005
const level = 0.9
/** Fewer groups cannot tell what a new one may be like. */
export const fewestGroups = 10

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
 * rank it is twice the largest error.
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
  const wanted = level * (1 + (scores.length === count ? 1 : 0.5) / count)
  let reached = 0
  for (const { score, weight } of scores) {
    reached += weight
    if (reached >= wanted - 1e-9) return score
  }
  return 2 * (scores.at(-1)?.score ?? 0)
}

/**
 * The same where errors have no expected size of their own: half the width of the interval, as a logarithm.
 * @param groups of each row; left out where every row is one of its own, such as sums of networks
 */
export const halfWidthOf = (
  predicted: Float64Array,
  measured: Float64Array,
  groups: readonly string[] = Array.from(predicted.keys(), String),
): number => Math.max(least, groupHalfWidth({ predicted, measured, groups }))

/** Half the width of one interval. */
export const widthOf = (deviations: number, deviation: number): number =>
  Math.max(least, deviations * deviation)
