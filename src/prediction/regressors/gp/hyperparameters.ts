import { choleskyInPlace, logDeterminant, NotPositiveDefinite } from '../../linear-algebra/cholesky.ts'
import { inverse, transposedInverse } from '../../linear-algebra/inverse.ts'
import { minimise, type Objective } from '../../optimise/lbfgs.ts'
import { covariances, parameterCount, weightedDerivatives, type Comparison } from './graph-kernel.ts'

/** Logarithms of everything that a fit chooses. */
export interface Hyperparameters {
  /** Of the kernel, in the order of `graph-kernel.ts`. */
  readonly kernel: Float64Array
  /** Of the variance of the noise. */
  readonly noise: number
}

/** What hyper-parameters are judged on. */
export interface Evidence {
  /** Rows with themselves. */
  readonly comparison: Comparison
  readonly targets: Float64Array
  /** Noise of each row over that of all. */
  readonly noiseRatios: Float64Array
}

/** Log-normal priors: centres. */
const centres = { linear: 1, matern: 0.5, rate: 0.3, list: 0.2, listRate: 0.2, noise: 0.02 }
/** Deviation of the logarithms. */
const spread = 2
/** Of the rate of one scalar around the rate that all share: with few rows they stay together. */
const rateSpread = 2

export function priorCentre(width: number, lists: number): Hyperparameters {
  const kernel = new Float64Array(parameterCount(width, lists))
  kernel.set([Math.log(centres.linear), Math.log(centres.matern)])
  kernel.fill(Math.log(centres.rate), 2, 2 + width)
  for (let list = 0; list < lists; list++)
    kernel.set([Math.log(centres.list), Math.log(centres.listRate)], 2 + width + 2 * list)
  return { kernel, noise: Math.log(centres.noise) }
}

/** How long to search, and whom to let breathe. */
export interface Search {
  readonly iterations: number
  readonly breathe?: (share: number) => Promise<void>
}

/** The most probable hyper-parameters where all scalars have one rate: marginal likelihood times priors, by L-BFGS. */
export async function learnSharedRate(evidence: Evidence, search: Search): Promise<Hyperparameters> {
  const { width } = evidence.comparison.a
  const centre = packedOf(priorCentre(width, evidence.comparison.distances.length))
  const full = posteriorObjective(evidence, centre, () => spread)
  const isTied = (place: number) => place > 2 && place < 2 + width
  const places = [...centre.keys()].filter((place) => !isTied(place))
  const untie = (tied: Float64Array): Float64Array => {
    const all = new Float64Array(centre.length)
    places.forEach((place, index) => (all[place] = tied[index] as number))
    return all.map((value, place) => (isTied(place) ? (all[2] as number) : value))
  }
  const objective: Objective = (at) => {
    const { value, gradient } = full(untie(at))
    const reduced = Float64Array.from(places, (place) => gradient[place] as number)
    reduced[2] = gradient.reduce((sum, x, place) => sum + (isTied(place) ? x : 0), reduced[2] as number)
    return { value, gradient: reduced }
  }
  const start = Float64Array.from(places, (place) => centre[place] as number)
  return unpacked(untie(await minimise(objective, start, search)))
}

/** The same with a rate for each scalar, whose prior stands around `shared`. */
export async function learnRates(
  evidence: Evidence,
  shared: Hyperparameters,
  start: Hyperparameters,
  search: Search,
): Promise<Hyperparameters> {
  const { width } = evidence.comparison.a
  const isRate = (place: number) => place >= 2 && place < 2 + width
  const centre = packedOf(priorCentre(width, evidence.comparison.distances.length))
  const around = centre.map((value, place) => (isRate(place) ? (shared.kernel[place] as number) : value))
  const objective = posteriorObjective(evidence, around, (place) => (isRate(place) ? rateSpread : spread))
  return unpacked(await minimise(objective, packedOf(start), search))
}

const packedOf = ({ kernel, noise }: Hyperparameters): Float64Array => Float64Array.from([...kernel, noise])
const unpacked = (packed: Float64Array): Hyperparameters => ({
  kernel: packed.slice(0, -1),
  noise: packed.at(-1) ?? 0,
})

/** Minus the logarithm of the posterior, up to a constant, with its gradient. */
export function posteriorObjective(
  { comparison, targets, noiseRatios }: Evidence,
  centre: Float64Array,
  spreadOf: (place: number) => number,
): Objective {
  const n = targets.length
  return (packed) => {
    const { kernel, noise } = unpacked(packed)
    const variance = Math.exp(noise)
    const factor = covariances(comparison, kernel, true)
    for (let row = 0; row < n; row++)
      factor[row * n + row] = (factor[row * n + row] as number) + variance * (noiseRatios[row] as number)
    try {
      choleskyInPlace(factor, n)
    } catch (error) {
      if (error instanceof NotPositiveDefinite)
        return { value: Infinity, gradient: new Float64Array(packed.length) }
      throw error
    }
    // Q = K⁻¹ - α αᵀ, whose product with dK is twice the derivative of the likelihood.
    const q = inverse(transposedInverse(factor, n), n)
    const alpha = symmetricProduct(q, targets)
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++)
        q[i * n + j] = (q[i * n + j] as number) - (alpha[i] as number) * (alpha[j] as number)
    const derivatives = [...weightedDerivatives(comparison, kernel, q), 0]
    for (let i = 0; i < n; i++)
      derivatives[packed.length - 1] =
        (derivatives[packed.length - 1] ?? 0) +
        (q[i * n + i] as number) * variance * (noiseRatios[i] as number)
    let value = (dot(targets, alpha) + logDeterminant(factor, n)) / 2
    const gradient = packed.map((parameter, place) => {
      const away = (parameter - (centre[place] as number)) / spreadOf(place)
      value += (away * away) / 2
      return (derivatives[place] ?? 0) / 2 + away / spreadOf(place)
    })
    return { value: Number.isFinite(value) ? value : Infinity, gradient }
  }
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, place) => sum + value * (b[place] as number), 0)

/** Product of a symmetric matrix, of which the lower half is given, with a vector. */
function symmetricProduct(lower: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length
  const result = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < i; j++) {
      const value = lower[i * n + j] as number
      sum += value * (vector[j] as number)
      result[j] = (result[j] as number) + value * (vector[i] as number)
    }
    result[i] = (result[i] as number) + sum + (lower[i * n + i] as number) * (vector[i] as number)
  }
  return result
}
