import { breathing } from '../breathe.ts'
import {
  choleskyInPlace,
  logDeterminant,
  NotPositiveDefinite,
  solveLower,
} from '../linear-algebra/cholesky.ts'
import type { FitOptions, Learner, Samples } from '../regressors/regressor.ts'
import { placed, type DeviceBasis } from './device-basis.ts'
import type { NetworksElsewhere } from './networks-elsewhere.ts'
import { priorCovariances, usualSettings, type TransferSettings } from './prior.ts'
import { loadTransfer, TransferModel } from './transfer-model.ts'

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
   * @throws {RangeError} with fewer than two probes, a target that is not finite (the logarithm of a latency of 0 is
   * not), or networks that the known platforms did not see
   */
  async fit({ inputs, targets }: Samples<NetworksElsewhere>, options: FitOptions): Promise<TransferModel> {
    const n = targets.length
    if (n < fewestProbes) throw new RangeError(`Transfer needs at least ${fewestProbes} probes, not ${n}.`)
    if (inputs.logLatencies.rows !== n)
      throw new RangeError(`${n} targets do not fit ${inputs.logLatencies.rows} probes.`)
    const wrong = targets.findIndex((target) => !Number.isFinite(target))
    if (wrong >= 0)
      throw new RangeError(`Probe ${wrong} has no latency above 0: its logarithm is ${targets[wrong]}.`)
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
            logEvidence(whole, n, factor, noise, scaled) - away(residual, noise, this.#settings)
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
    })
  }

  load(json: unknown): TransferModel {
    return loadTransfer(json)
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
  n: number,
  scale: number,
  noise: number,
  targets: Float64Array,
): number {
  const factor = covariance.map((value) => scale * value)
  for (let row = 0; row < n; row++) factor[row * n + row] = (factor[row * n + row] as number) + noise
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
