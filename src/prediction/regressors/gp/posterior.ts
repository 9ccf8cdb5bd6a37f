import type { HeldOutErrors } from '../../interval.ts'
import { choleskyInPlace, solveLower, solveLowerTransposed } from '../../linear-algebra/cholesky.ts'
import { inverseDiagonal, transposedInverse } from '../../linear-algebra/inverse.ts'

/** What follows from covariances, noise and targets. */
export interface Posterior {
  /** Lower factor of K + noise. */
  readonly factor: Float64Array
  /** (K + noise)⁻¹ targets. */
  readonly alpha: Float64Array
}

/** @param covariance n x n, its lower half; it is left as it is. @param noise variance of each row */
export function posteriorOf(covariance: Float64Array, noise: Float64Array, targets: Float64Array): Posterior {
  const n = targets.length
  const factor = covariance.slice()
  for (let row = 0; row < n; row++)
    factor[row * n + row] = (factor[row * n + row] as number) + (noise[row] as number)
  choleskyInPlace(factor, n)
  const alpha = targets.slice()
  solveLower(factor, n, alpha)
  solveLowerTransposed(factor, n, alpha)
  return { factor, alpha }
}

/** What a Gaussian process predicts for each row from all others (Rasmussen and Williams 2006, section 5.4.2). */
export function leaveOneOut({ factor, alpha }: Posterior): HeldOutErrors {
  const n = alpha.length
  const diagonal = inverseDiagonal(transposedInverse(factor, n), n)
  return {
    residuals: alpha.map((value, row) => value / (diagonal[row] as number)),
    deviations: diagonal.map((value) => 1 / Math.sqrt(value)),
  }
}

/**
 * Noise of each row over the common noise, as Student-t noise implies: rows that all others contradict count less.
 * Expectation-maximisation for the scale mixture: w = (ν + 1) / (ν + z²) with z the leave-one-out residual.
 */
export const robustRatios = ({ residuals, deviations }: HeldOutErrors, freedom: number): Float64Array =>
  residuals.map((residual, row) => (freedom + (residual / (deviations[row] as number)) ** 2) / (freedom + 1))
