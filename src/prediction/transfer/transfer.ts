import { breathing } from '../breathe.ts'
import {
  choleskyInPlace,
  logDeterminant,
  NotPositiveDefinite,
  solveLower,
} from '../linear-algebra/cholesky.ts'
import { rowsAt } from '../matrix.ts'
import type { FitOptions, Learner, Samples } from '../regressors/regressor.ts'
import { placed, type DeviceBasis } from './device-basis.ts'
import { checkElsewhere, type NetworksElsewhere } from './networks-elsewhere.ts'
import { priorCovariances, usualSettings, type TransferSettings } from './prior.ts'
import { loadTransfer } from './transfer-load.ts'
import { mostProbes, TransferModel } from './transfer-model.ts'

/** A level, a scale and a weight cannot be told from one number. */
export const fewestProbes = 2

/**
 * Learns a new platform from a few probes, by what known platforms say of the same networks: Bayesian linear regression
 * on the principal components of their logarithms, whose prior variances are the spectrum, plus a small Gaussian process
 * of features for what no known platform shows. Scale, residual and noise have the highest marginal likelihood on a
 * grid, times wide log-normal priors. Targets are logarithms of latencies. A few milliseconds for 20 probes.
 */
export class Transfer implements Learner<NetworksElsewhere, TransferModel> {
  readonly name = 'transfer'
  readonly #basis: DeviceBasis
  readonly #settings: TransferSettings

  constructor(basis: DeviceBasis, settings: TransferSettings = usualSettings) {
    this.#basis = basis
    this.#settings = settings
  }

  /**
   * A weight is how many measurements a probe counts as; without any it is left out.
   * @throws {RangeError} with fewer than two probes or more than 2000, a target that is not finite (the logarithm of a
   * latency of 0 is not), a weight below 0, or networks that the known platforms did not see
   */
  async fit(samples: Samples<NetworksElsewhere>, options: FitOptions): Promise<TransferModel> {
    const { inputs, targets, weights } = withWeight(samples)
    const n = targets.length
    const breathe = breathing(options)
    const networks = placed(this.#basis, inputs)
    const centre = targets.reduce((sum, target) => sum + target, 0) / n
    const variance = targets.reduce((sum, target) => sum + (target - centre) ** 2, 0) / n
    // Probes that all take the same time tell a level and no scale.
    const scale = variance > 1e-12 ? Math.sqrt(variance) : 1
    const scaled = targets.map((target) => (target - centre) / scale)
    const { scales, residuals, noises } = this.#settings
    let best = { scale: 1, residual: residuals[0] ?? 0, noise: noises[0] ?? 1 }
    let most = -Infinity
    for (const [place, residual] of residuals.entries()) {
      await breathe(place / residuals.length)
      const whole = priorCovariances(networks, networks, residual, this.#settings)
      for (const factor of scales)
        for (const noise of noises) {
          const evidence =
            logEvidence(whole, weights, factor, noise, scaled) - away(residual, noise, this.#settings)
          if (evidence > most) [best, most] = [{ scale: factor, residual, noise }, evidence]
        }
    }
    options.onProgress?.(1)
    return new TransferModel({
      basis: this.#basis,
      settings: this.#settings,
      ...best,
      centre,
      unit: scale,
      probes: networks,
      targets: scaled,
      weights,
    })
  }

  load(json: unknown): TransferModel {
    return loadTransfer(json)
  }
}

/** The probes that have any weight. @throws {RangeError} naming what is wrong with them */
function withWeight({
  inputs,
  targets,
  weights,
}: Samples<NetworksElsewhere>): Required<Samples<NetworksElsewhere>> {
  const n = targets.length
  if (inputs.logLatencies.rows !== n)
    throw new RangeError(`${n} targets do not fit ${inputs.logLatencies.rows} probes.`)
  const wrong = targets.findIndex((target) => !Number.isFinite(target))
  if (wrong >= 0)
    throw new RangeError(`Probe ${wrong} has no latency above 0: its logarithm is ${targets[wrong]}.`)
  const given = weights ?? new Float64Array(n).fill(1)
  if (given.length !== n) throw new RangeError(`${given.length} weights do not fit ${n} probes.`)
  const odd = given.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (odd >= 0) throw new RangeError(`The weight of probe ${odd} is ${given[odd]}.`)
  const places = [...given.keys()].filter((place) => (given[place] as number) > 0)
  if (places.length < fewestProbes)
    throw new RangeError(`Transfer needs at least ${fewestProbes} probes, not ${places.length}.`)
  if (places.length > mostProbes)
    throw new RangeError(`Transfer takes at most ${mostProbes} probes, not ${places.length}.`)
  const { logLatencies, features } = inputs
  checkElsewhere(inputs)
  const at = (list: Float64Array) => Float64Array.from(places, (place) => list[place] as number)
  return {
    inputs: { logLatencies: rowsAt(logLatencies, places), features: rowsAt(features, places) },
    targets: at(targets),
    weights: at(given),
  }
}

/** How far from the centres of the priors, in logarithms of probability. */
function away(residual: number, noise: number, { priors }: TransferSettings): number {
  const part = (value: number, { centre, spread }: TransferSettings['priors']['noise']) =>
    (Math.log(value / centre) / spread) ** 2 / 2
  return part(residual, priors.residual) + part(noise, priors.noise)
}

/** Marginal likelihood up to a constant. */
function logEvidence(
  covariance: Float64Array,
  weights: Float64Array,
  scale: number,
  noise: number,
  targets: Float64Array,
): number {
  const n = targets.length
  const factor = covariance.map((value) => scale * value)
  for (let row = 0; row < n; row++)
    factor[row * n + row] = (factor[row * n + row] as number) + noise / (weights[row] as number)
  try {
    choleskyInPlace(factor, n)
  } catch (error) {
    if (error instanceof NotPositiveDefinite) return -Infinity
    throw error
  }
  const solved = targets.slice()
  solveLower(factor, n, solved)
  return -(solved.reduce((sum, value) => sum + value * value, 0) + logDeterminant(factor, n)) / 2
}
