import type { Matrix } from '../matrix.ts'
import { learnFeatureScaling, scaledFeatures, type FeatureScaling } from './feature-kernel.ts'
import { checkElsewhere, type NetworksElsewhere } from './networks-elsewhere.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

/** How known platforms differ, as few numbers a network; plain JSON. */
export interface DeviceBasis {
  /** Of the logarithms of latencies, for each platform. */
  readonly means: readonly number[]
  readonly deviations: readonly number[]
  /** Platforms by components, row after row. */
  readonly vectors: readonly number[]
  /** Variance of each component over the networks, falling; they add up to the number of platforms. */
  readonly spectrum: readonly number[]
  readonly scaling: FeatureScaling
}

/** Networks in the terms of a basis. */
export interface PlacedNetworks {
  /** Networks by components, in units of the first: what most platforms agree in varies most. */
  readonly scores: Matrix
  /** Scaled. */
  readonly features: Matrix
}

/**
 * Principal components of the platforms over the given networks: each platform's logarithms are made to have mean 0
 * and deviation 1, so that slow and fast platforms count alike.
 * @throws {RangeError} where a platform takes the same time for all networks, and as `checkElsewhere`
 */
export function learnBasis(networks: NetworksElsewhere): DeviceBasis {
  checkElsewhere(networks)
  const { rows, columns, values } = networks.logLatencies
  const means = new Float64Array(columns)
  const deviations = new Float64Array(columns)
  for (let column = 0; column < columns; column++) {
    let [sum, squares] = [0, 0]
    for (let row = 0; row < rows; row++) sum += values[row * columns + column] as number
    const mean = sum / rows
    for (let row = 0; row < rows; row++) squares += ((values[row * columns + column] as number) - mean) ** 2
    means[column] = mean
    deviations[column] = Math.sqrt(squares / rows)
    if (!((deviations[column] as number) > 1e-9))
      throw new RangeError(`Platform ${column} takes the same time for every network: it tells nothing.`)
  }
  const scaled = standardised(networks.logLatencies, means, deviations)
  const correlation = new Float64Array(columns * columns)
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < columns; i++)
      for (let j = 0; j < columns; j++)
        correlation[i * columns + j] =
          (correlation[i * columns + j] as number) +
          ((scaled[row * columns + i] as number) * (scaled[row * columns + j] as number)) / rows
  const { values: spectrum, vectors } = symmetricEigen(correlation, columns)
  return {
    means: [...means],
    deviations: [...deviations],
    vectors: [...vectors],
    spectrum: [...spectrum],
    scaling: learnFeatureScaling(networks.features),
  }
}

/** @throws {RangeError} where networks were seen on other platforms than those of the basis */
export function placed(basis: DeviceBasis, networks: NetworksElsewhere): PlacedNetworks {
  checkElsewhere(networks)
  const { rows, columns } = networks.logLatencies
  if (columns !== basis.means.length)
    throw new RangeError(`The networks have ${columns} platforms instead of ${basis.means.length}.`)
  const scaled = standardised(networks.logLatencies, basis.means, basis.deviations)
  const scores = new Float64Array(rows * columns)
  const size = Math.sqrt(basis.spectrum[0] as number)
  for (let row = 0; row < rows; row++)
    for (let component = 0; component < columns; component++) {
      let sum = 0
      for (let platform = 0; platform < columns; platform++)
        sum +=
          (scaled[row * columns + platform] as number) *
          (basis.vectors[platform * columns + component] as number)
      scores[row * columns + component] = sum / size
    }
  return {
    scores: { rows, columns, values: scores },
    features: scaledFeatures(networks.features, basis.scaling),
  }
}

function standardised(
  { columns, values }: Matrix,
  means: ArrayLike<number>,
  deviations: ArrayLike<number>,
): Float64Array {
  return values.map(
    (value, at) => (value - (means[at % columns] as number)) / (deviations[at % columns] as number),
  )
}
