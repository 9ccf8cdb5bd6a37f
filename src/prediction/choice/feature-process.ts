import {
  choleskyInPlace,
  logDeterminant,
  NotPositiveDefinite,
  solveLower,
} from '../linear-algebra/cholesky.ts'
import { rowsAt, type Matrix } from '../matrix.ts'
import { featureCovariances, type FeatureKernel } from '../transfer/feature-kernel.ts'
import type { JointVariance } from './joint-variance.ts'

/** Values that are tried; amplitudes and noise in units of the variance of the logarithms. */
const grid = { linear: [0.3, 1, 3], matern: [0.03, 0.1, 0.3, 1], rate: [0.1, 0.3, 1], noise: [0.003, 0.03] }
/** The kernel is chosen on at most so many rows, the last: its cost grows with the cube. */
const mostRows = 100
/** The level of all latencies is unknown too. */
const level = 10

interface Fitted {
  readonly kernel: FeatureKernel
  readonly noise: number
}

/**
 * How uncertain some networks are where others were measured: a Gaussian process of scaled features, its kernel by
 * marginal likelihood on a grid. A small model of its own, because learners tell variances row by row, and a plan of
 * several networks needs them together.
 * @param measured scaled features, at least two rows, the latest last
 * @param logLatencies one for each row
 * @param tell is told the share that is done
 */
export function jointVariance(
  measured: Matrix,
  logLatencies: Float64Array,
  wanted: Matrix,
  tell: (share: number) => void = () => undefined,
): JointVariance {
  const mean = logLatencies.reduce((sum, value) => sum + value, 0) / logLatencies.length
  const variance = logLatencies.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logLatencies.length
  const scale = variance > 1e-12 ? Math.sqrt(variance) : 1
  const targets = logLatencies.map((value) => (value - mean) / scale)
  const { kernel, noise } = fit(measured, targets)
  const n = measured.rows
  const factor = withNoise(featureCovariances(measured, measured, kernel), n, noise)
  choleskyInPlace(factor, n)
  tell(0.1)
  const covariance = featureCovariances(wanted, wanted, kernel).map((value) => value + level)
  tell(0.5)
  const shared = featureCovariances(wanted, measured, kernel).map((value) => value + level)
  for (let row = 0; row < wanted.rows; row++) solveLower(factor, n, shared.subarray(row * n, (row + 1) * n))
  for (let i = 0; i < wanted.rows; i++) {
    tell(0.5 + (0.5 * i) / wanted.rows)
    for (let j = 0; j < wanted.rows; j++) {
      let known = 0
      for (let k = 0, p = i * n, q = j * n; k < n; k++, p++, q++)
        known += (shared[p] as number) * (shared[q] as number)
      const at = i * wanted.rows + j
      covariance[at] = (covariance[at] as number) - known
    }
  }
  return { covariance: covariance.map((value) => value * scale * scale), noise: noise * scale * scale }
}

function fit(measured: Matrix, targets: Float64Array): Fitted {
  const from = Math.max(0, measured.rows - mostRows)
  const rows = Array.from({ length: measured.rows - from }, (_, row) => from + row)
  const few = rowsAt(measured, rows)
  const own = targets.subarray(from)
  let best: Fitted = { kernel: { linear: 1, matern: 0.3, rate: 0.3 }, noise: 0.03 }
  let most = -Infinity
  for (const linear of grid.linear)
    for (const matern of grid.matern)
      for (const rate of grid.rate) {
        const covariance = featureCovariances(few, few, { linear, matern, rate })
        for (const noise of grid.noise) {
          const likelihood = logLikelihood(withNoise(covariance, few.rows, noise), own)
          if (likelihood > most) [best, most] = [{ kernel: { linear, matern, rate }, noise }, likelihood]
        }
      }
  return best
}

function withNoise(covariance: Float64Array, n: number, noise: number): Float64Array {
  const whole = covariance.map((value) => value + level)
  for (let row = 0; row < n; row++) whole[row * n + row] = (whole[row * n + row] as number) + noise
  return whole
}

/** Up to a constant; the matrix is used up. */
function logLikelihood(matrix: Float64Array, targets: Float64Array): number {
  const n = targets.length
  try {
    choleskyInPlace(matrix, n)
  } catch (error) {
    if (error instanceof NotPositiveDefinite) return -Infinity
    throw error
  }
  const solved = targets.slice()
  solveLower(matrix, n, solved)
  return -(solved.reduce((sum, value) => sum + value * value, 0) + logDeterminant(matrix, n)) / 2
}
