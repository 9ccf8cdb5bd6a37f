import type { PlacedNetworks } from './device-basis.ts'
import { featureCovariances, featureVariances, type FeatureKernel } from './feature-kernel.ts'

/** What a fit chooses from, in units of the variance of the probes; one setting for all platforms. */
export interface TransferSettings {
  /** Components of the known platforms that are used: all by default, the last vary little by themselves. */
  readonly components: number
  /** Of the level, which no known platform tells: wide. */
  readonly level: number
  readonly features: FeatureKernel
  readonly scales: readonly number[]
  readonly residuals: readonly number[]
  readonly noises: readonly number[]
  /** Log-normal priors: centres, and deviations of the logarithms. */
  readonly priors: { readonly residual: LogNormal; readonly noise: LogNormal }
}

interface LogNormal {
  readonly centre: number
  readonly spread: number
}

/** Chosen by leaving out one source platform of the public tables at a time (METHODS.md). */
export const usualSettings: TransferSettings = {
  components: 6,
  level: 10,
  features: { linear: 1, matern: 0, rate: 0.3 },
  scales: [0.3, 1, 3],
  residuals: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3],
  noises: [0.003, 0.01, 0.03, 0.1],
  priors: { residual: { centre: 0.03, spread: 0.5 }, noise: { centre: 0.1, spread: 1 } },
}

/** Covariances of networks before any probe, rows of a by rows of b. @param residual amplitude of the features */
export function priorCovariances(
  a: PlacedNetworks,
  b: PlacedNetworks,
  residual: number,
  { components, level, features }: TransferSettings,
): Float64Array {
  const result = featureCovariances(a.features, b.features, features)
  const width = a.scores.columns
  const used = Math.min(components, width)
  for (let i = 0, at = 0; i < a.scores.rows; i++)
    for (let j = 0; j < b.scores.rows; j++, at++) {
      let product = 0
      for (let k = 0, p = i * width, q = j * width; k < used; k++, p++, q++)
        product += (a.scores.values[p] as number) * (b.scores.values[q] as number)
      result[at] = level + product + residual * (result[at] as number)
    }
  return result
}

/** The covariance of each network with itself. */
export function priorVariances(
  { scores, features: rows }: PlacedNetworks,
  residual: number,
  { components, level, features }: TransferSettings,
): Float64Array {
  const used = Math.min(components, scores.columns)
  return featureVariances(rows, features).map((variance, row) => {
    const from = row * scores.columns
    const squares = scores.values.subarray(from, from + used).reduce((sum, score) => sum + score * score, 0)
    return level + squares + residual * variance
  })
}
