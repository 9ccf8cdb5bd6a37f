import type { Moments } from './design.ts'

/** Sweeps over all columns that one penalty gets at most. */
const mostSweeps = 2000
/** Ends when no column changes the predictions by more than this share of the target's deviation. */
const tolerance = 1e-9

/** Largest penalty with any effect, and then evenly in the logarithm down to `least` of it. */
export function penalties(
  { cross }: Moments,
  isNonNegative: boolean,
  count: number,
  least: number,
): Float64Array {
  const largest = cross.reduce((most, value) => Math.max(most, isNonNegative ? value : Math.abs(value)), 0)
  return Float64Array.from(
    { length: count },
    (_, index) => largest * least ** (index / Math.max(1, count - 1)),
  )
}

/**
 * Coefficients for each of the penalties, which descend: minimises half the weighted mean of squared errors plus the
 * penalty times the sum of sizes. Coordinate descent on the moments, each from the one before: Friedman, Hastie and
 * Tibshirani, Regularization Paths (2010), section 2.
 */
export function lassoPath(
  { gram, cross, variance }: Moments,
  descending: Float64Array,
  isNonNegative: boolean,
): Float64Array[] {
  const columns = cross.length
  const coefficients = new Float64Array(columns)
  /** Cross moments of what is left. */
  const left = cross.slice()
  const enough = tolerance * Math.sqrt(variance)
  return Array.from(descending, (penalty) => {
    for (let sweep = 0; sweep < mostSweeps; sweep++) {
      let largest = 0
      for (let column = 0; column < columns; column++) {
        const own = gram[column * columns + column] as number
        // A constant column says nothing beside an intercept.
        if (own <= 1e-14) continue
        const before = coefficients[column] as number
        const wanted = (left[column] as number) + own * before
        const size = Math.max(0, Math.abs(wanted) - penalty)
        const after = isNonNegative && wanted < 0 ? 0 : (Math.sign(wanted) * size) / own
        const change = after - before
        if (change === 0) continue
        coefficients[column] = after
        for (let other = 0; other < columns; other++)
          left[other] = (left[other] as number) - change * (gram[column * columns + other] as number)
        largest = Math.max(largest, Math.abs(change) * Math.sqrt(own))
      }
      if (largest <= enough) break
    }
    return coefficients.slice()
  })
}
