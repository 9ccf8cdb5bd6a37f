import type { HeldOutErrors } from '../../interval.ts'
import {
  choleskyInPlace,
  NotPositiveDefinite,
  solveLower,
  solveLowerTransposed,
} from '../../linear-algebra/cholesky.ts'
import { inverseDiagonal, transposedInverse } from '../../linear-algebra/inverse.ts'

/** What follows from covariances, noise and targets. */
export interface Posterior {
  /** Lower factor of K + noise. */
  readonly factor: Float64Array
  /** (K + noise)⁻¹ targets. */
  readonly alpha: Float64Array
}

/** Of the mean variance: what is added at first where rounding leaves a matrix not positive definite, and at most. */
const [leastJitter, mostJitter] = [1e-12, 1e-6]

/**
 * @param covariance n x n, its lower half; it is left as it is
 * @param noise variance of each row; where many rows are equal and it is next to nothing, a trace is added to it
 * @throws {NotPositiveDefinite} where that doesn't help
 */
export function posteriorOf(covariance: Float64Array, noise: Float64Array, targets: Float64Array): Posterior {
  const n = targets.length
  const factor = factorOf(covariance, noise)
  const alpha = targets.slice()
  solveLower(factor, n, alpha)
  solveLowerTransposed(factor, n, alpha)
  return { factor, alpha }
}

function factorOf(covariance: Float64Array, noise: Float64Array): Float64Array {
  const n = noise.length
  let variance = 0
  for (let row = 0; row < n; row++) variance += (covariance[row * n + row] as number) / n
  for (let jitter = 0; ; jitter = Math.max(leastJitter, 10 * jitter)) {
    const factor = covariance.slice()
    for (let row = 0; row < n; row++)
      factor[row * n + row] = (factor[row * n + row] as number) + (noise[row] as number) + jitter * variance
    try {
      choleskyInPlace(factor, n)
      return factor
    } catch (error) {
      if (!(error instanceof NotPositiveDefinite) || jitter >= mostJitter) throw error
    }
  }
}

/** What is predicted of one row. */
interface Predicted {
  readonly mean: number
  /** Of the function itself, without noise; not below 0 but by rounding. */
  readonly variance: number
}

/**
 * Mean and variance at one more row (Rasmussen and Williams 2006, algorithm 2.1).
 * @param shared covariances with the rows of the posterior; overwritten where the variance is wanted
 * @param own covariance of the row with itself, null where no variance is wanted
 */
export function predictedAt(
  { factor, alpha }: Posterior,
  shared: Float64Array,
  own: number | null,
): Predicted {
  const n = alpha.length
  let mean = 0
  for (let j = 0; j < n; j++) mean += (shared[j] as number) * (alpha[j] as number)
  if (own === null) return { mean, variance: 0 }
  solveLower(factor, n, shared)
  return { mean, variance: own - shared.reduce((sum, x) => sum + x * x, 0) }
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
