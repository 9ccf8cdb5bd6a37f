/** What trees make small. */
export interface Loss {
  readonly name: LossName
  /** How much each row counts for this loss; undefined where all count the same. */
  rowWeights(targets: Float64Array, weights: Float64Array | undefined): Float64Array | undefined
  /** First derivative at prediction minus target; the second is 1. */
  slope(residual: number): number
  /** Loss at prediction minus target. */
  of(residual: number): number
  /** Whether a leaf is best at the median of its residuals, not at their mean. */
  readonly hasMedianLeaves: boolean
}

/** `relative` and `relativeSquared` are shares of the target: mean absolute and mean squared percentage error. */
export type LossName = 'squared' | 'absolute' | 'relative' | 'relativeSquared'

function dividedByTarget(
  targets: Float64Array,
  weights: Float64Array | undefined,
  power: number,
): Float64Array {
  const zero = targets.indexOf(0)
  if (zero >= 0) throw new RangeError(`The target of row ${zero} is 0: there is no error relative to it.`)
  return targets.map((target, row) => (weights?.[row] ?? 1) / Math.abs(target) ** power)
}

const squared = {
  slope: (residual: number) => residual,
  of: (residual: number) => residual * residual,
  hasMedianLeaves: false,
}

const absolute = { slope: Math.sign, of: Math.abs, hasMedianLeaves: true }

const losses: Readonly<Record<LossName, Loss>> = {
  squared: { ...squared, name: 'squared', rowWeights: (_, weights) => weights },
  absolute: { ...absolute, name: 'absolute', rowWeights: (_, weights) => weights },
  relative: {
    ...absolute,
    name: 'relative',
    rowWeights: (targets, weights) => dividedByTarget(targets, weights, 1),
  },
  relativeSquared: {
    ...squared,
    name: 'relativeSquared',
    rowWeights: (targets, weights) => dividedByTarget(targets, weights, 2),
  },
}

export const lossNamed = (name: LossName): Loss => losses[name]

/** Smallest value at which at least half of the weight is reached; the rows that are listed count. */
export function weightedMedian(values: Float64Array, weights: Float64Array | undefined): number {
  const order = Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number))
  const weightOf = (place: number) => weights?.[place] ?? 1
  let half = order.reduce((sum, place) => sum + weightOf(place), 0) / 2
  for (const [rank, place] of order.entries()) {
    half -= weightOf(place)
    const value = values[place] as number
    // Exactly half: the middle of both neighbours, as the median of an even number of values is.
    if (half === 0) return (value + (values[order[rank + 1] ?? place] as number)) / 2
    if (half < 0) return value
  }
  return 0
}
