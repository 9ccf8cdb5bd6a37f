/**
 * Weighted median, and median deviation from it as if of normal numbers: odd rows move neither. Where more than half are
 * equal the mean deviation, and 1 where all are.
 */
export function centreAndScale(
  targets: Float64Array,
  weights: Float64Array,
): { centre: number; scale: number } {
  const centre = weightedMedian(targets, weights)
  const away = targets.map((value) => Math.abs(value - centre))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const mean = away.reduce((sum, value, row) => sum + value * ((weights[row] as number) / total), 0)
  const scales = [1.4826 * weightedMedian(away, weights), 1.2533 * mean]
  return { centre, scale: scales.find((scale) => scale > 1e-9) ?? 1 }
}

/** The first value that has more than half of the weight at it and below. */
function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number))
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2
  let sum = 0
  const middle = order.find((row) => (sum += weights[row] as number) > half)
  return values[middle ?? (order.at(-1) as number)] as number
}
