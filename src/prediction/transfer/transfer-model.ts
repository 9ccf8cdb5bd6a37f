import type { HeldOutErrors } from '../interval.ts'
import { solveLower } from '../linear-algebra/cholesky.ts'
import { leaveOneOut, posteriorOf, type Posterior } from '../regressors/gp/posterior.ts'
import type { ModelJson } from '../regressors/regressor.ts'
import type { Spread, SpreadModel } from '../regressors/spread-model.ts'
import { placed, type DeviceBasis, type PlacedNetworks } from './device-basis.ts'
import type { NetworksElsewhere } from './networks-elsewhere.ts'
import { priorCovariances, priorVariances, type TransferSettings } from './prior.ts'

/** Everything that predictions follow from. */
export interface TransferState {
  readonly basis: DeviceBasis
  readonly settings: TransferSettings
  /** What the fit chose: variances in units of that of the probes. */
  readonly scale: number
  readonly residual: number
  readonly noise: number
  /** Targets were centred and divided by these. */
  readonly centre: number
  readonly unit: number
  readonly probes: PlacedNetworks
  readonly targets: Float64Array
  /** How many measurements each probe counts as, above 0. */
  readonly weights: Float64Array
}

export const transferName = 'transfer'
export const transferVersion = 1
/** A fit and a file with more would take minutes: the cost grows with the cube. */
export const mostProbes = 2000
/** Networks that are compared with the probes at once: keeps memory small. */
const batchSize = 1024

export class TransferModel implements SpreadModel<NetworksElsewhere> {
  readonly #state: TransferState
  readonly #posterior: Posterior

  constructor(state: TransferState) {
    this.#state = state
    const { probes, targets, weights, scale, residual, noise, settings } = state
    const covariance = priorCovariances(probes, probes, residual, settings).map((value) => scale * value)
    this.#posterior = posteriorOf(
      covariance,
      weights.map((weight) => noise / weight),
      targets,
    )
  }

  predict(networks: NetworksElsewhere): Float64Array {
    return this.#spread(networks).means
  }

  predictSpread(networks: NetworksElsewhere): Spread {
    return this.#spread(networks)
  }

  /** Each probe predicted from all others. */
  heldOutErrors(): HeldOutErrors {
    const { residuals, deviations } = leaveOneOut(this.#posterior)
    const { unit } = this.#state
    return { residuals: residuals.map((x) => x * unit), deviations: deviations.map((x) => x * unit) }
  }

  /**
   * Posterior mean of the weight of each component, in logarithms of latency: platforms of near weights are slow for
   * the same networks. An embedding of the platform.
   */
  get weights(): number[] {
    const { probes, scale, unit, settings } = this.#state
    const { rows, columns, values } = probes.scores
    return Array.from({ length: Math.min(settings.components, columns) }, (_, component) => {
      let sum = 0
      for (let row = 0; row < rows; row++)
        sum += (values[row * columns + component] as number) * (this.#posterior.alpha[row] as number)
      return unit * scale * sum
    })
  }

  #spread(networks: NetworksElsewhere): Spread {
    const all = placed(this.#state.basis, networks)
    const { rows } = all.scores
    const means = new Float64Array(rows)
    const deviations = new Float64Array(rows)
    for (let from = 0; from < rows; from += batchSize) {
      const part = this.#spreadOf(slice(all, from, Math.min(rows, from + batchSize)))
      means.set(part.means, from)
      deviations.set(part.deviations, from)
    }
    return { means, deviations }
  }

  #spreadOf(networks: PlacedNetworks): Spread {
    const { probes, scale, residual, noise, centre, unit, settings } = this.#state
    const { factor, alpha } = this.#posterior
    const n = alpha.length
    const shared = priorCovariances(networks, probes, residual, settings).map((value) => scale * value)
    const deviations = priorVariances(networks, residual, settings)
    const means = new Float64Array(deviations.length)
    for (let row = 0; row < means.length; row++) {
      const known = shared.subarray(row * n, (row + 1) * n)
      means[row] = centre + unit * known.reduce((sum, x, k) => sum + x * (alpha[k] as number), 0)
      solveLower(factor, n, known)
      const left = scale * (deviations[row] as number) - known.reduce((sum, x) => sum + x * x, 0)
      deviations[row] = unit * Math.sqrt(Math.max(left, 0) + noise)
    }
    return { means, deviations }
  }

  toJSON(): ModelJson {
    const { probes, targets, weights, ...rest } = this.#state
    const plain = ({ rows, columns, values }: PlacedNetworks['scores']) => ({
      rows,
      columns,
      values: [...values],
    })
    return {
      learner: transferName,
      version: transferVersion,
      ...rest,
      targets: [...targets],
      weights: [...weights],
      probes: { scores: plain(probes.scores), features: plain(probes.features) },
    }
  }
}

function slice({ scores, features }: PlacedNetworks, from: number, to: number): PlacedNetworks {
  const part = ({ columns, values }: PlacedNetworks['scores']) => ({
    rows: to - from,
    columns,
    values: values.subarray(from * columns, to * columns),
  })
  return { scores: part(scores), features: part(features) }
}
