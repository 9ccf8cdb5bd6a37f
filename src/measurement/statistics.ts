import { median, medianAbsoluteDeviation } from 'simple-statistics'

export interface Interval {
  readonly median: number
  /** 95 % interval of the median; the extremes where there are too few values for one. */
  readonly low: number
  readonly high: number
}

/** Fewer values than this have no 95 % interval of the median: with 5 the extremes cover 93.75 %. */
export const fewestForInterval = 6

/**
 * Ranks (from 1) of the order statistics that enclose the median with at least 95 %: the count of values below the
 * median is binomial(n, 1/2), whatever the distribution (David and Nagaraja, Order Statistics, section 7.1).
 */
export function medianRanks(n: number): readonly [number, number] {
  if (n < fewestForInterval) return [1, Math.max(1, n)]
  let probability = 2 ** -n
  let below = probability
  let rank = 0
  // The largest rank r with P(count < r) <= 2.5 %.
  while (below <= 0.025) {
    rank++
    probability *= (n - rank + 1) / rank
    below += probability
  }
  return [rank, n + 1 - rank]
}

/** @param values at least one, in any order. */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = medianRanks(sorted.length)
  return { median: median(sorted), low: sorted[low - 1] ?? NaN, high: sorted[high - 1] ?? NaN }
}

/** Half of the interval over the median: how wide the answer is. Infinity for a median of 0. */
export const relativeHalfWidth = ({ median: middle, low, high }: Interval): number =>
  middle > 0 ? (high - low) / 2 / middle : Infinity

/** Distance in median absolute deviations beyond which a sample is tagged. */
export const outlierDistance = 5

/** Positions of the values farther than 5 MAD from the median. A MAD of 0 (a coarse clock) tags nothing. */
export function outlierPositions(values: readonly number[]): number[] {
  if (values.length < fewestForInterval) return []
  const middle = median([...values])
  const spread = medianAbsoluteDeviation([...values])
  if (spread === 0) return []
  return values.flatMap((value, index) =>
    Math.abs(value - middle) > outlierDistance * spread ? [index] : [],
  )
}
