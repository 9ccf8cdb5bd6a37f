/** What a learner says of its training rows when each is left out: errors, and how large it expected them. */
export interface HeldOutErrors {
  /** Target minus prediction. */
  readonly residuals: Float64Array
  /** Deviation that was expected; above 0. */
  readonly deviations: Float64Array
}

/** From here on the ranks of the errors are fine enough to be trusted alone. */
const enoughRows = 300
/** Half the width of an interval that holds 90 % of normal numbers, in deviations. */
const normal90 = 1.6448536269514722
const level = 0.9

/**
 * How many deviations wide an interval of 90 % is on either side: the ceil((n + 1) 0.9)-th smallest of |residual| over
 * deviation (conformal prediction; Vovk et al. 2005), and with few rows no less than for normal numbers.
 * @throws {RangeError} where there is no row
 */
export function intervalDeviations({ residuals, deviations }: HeldOutErrors): number {
  const n = residuals.length
  if (n === 0) throw new RangeError('There are no errors to make an interval of.')
  const ratios = residuals.map((residual, row) => Math.abs(residual) / (deviations[row] as number)).sort()
  const rank = Math.min(n, Math.ceil((n + 1) * level))
  const conformal = ratios[rank - 1] as number
  return n >= enoughRows ? conformal : Math.max(conformal, normal90)
}
