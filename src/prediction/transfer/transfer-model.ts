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
}

const learner = 'transfer'
const version = 1
/** Networks that are compared with the probes at once: keeps memory small. */
const batchSize = 1024

export class TransferModel implements SpreadModel<NetworksElsewhere> {
  readonly #state: TransferState
  readonly #posterior: Posterior

  constructor(state: TransferState) {
    this.#state = state
    const { probes, targets, scale, residual, noise, settings } = state
    const covariance = priorCovariances(probes, probes, residual, settings).map((value) => scale * value)
    this.#posterior = posteriorOf(covariance, new Float64Array(targets.length).fill(noise), targets)
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
    const { probes, targets, ...rest } = this.#state
    const plain = ({ rows, columns, values }: PlacedNetworks['scores']) => ({
      rows,
      columns,
      values: [...values],
    })
    return {
      learner,
      version,
      ...rest,
      targets: [...targets],
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

/** @throws {RangeError} where the JSON is damaged, of another learner or of another version */
export function loadTransfer(json: unknown): TransferModel {
  const saved = (json ?? {}) as Partial<Record<string, unknown>>
  if (saved['learner'] !== learner || saved['version'] !== version)
    throw new RangeError(
      `This model is of ${String(saved['learner'])}, version ${String(saved['version'])}, not of ${learner}, version ${version}.`,
    )
  const damaged = (part: string) => new RangeError(`The saved ${learner} model is damaged: ${part}.`)
  const numbers = (list: unknown, part: string): number[] => {
    if (!Array.isArray(list) || !list.every((value) => typeof value === 'number' && Number.isFinite(value)))
      throw damaged(`${part} is no list of numbers`)
    return list as number[]
  }
  const number = (part: string, least: number): number => {
    const value = saved[part]
    if (typeof value !== 'number' || !Number.isFinite(value) || value < least)
      throw damaged(`${part} is no number from ${least}`)
    return value
  }
  const parts = (value: unknown): Partial<Record<string, unknown>> => (value ?? {}) as Record<string, unknown>
  const matrix = (value: unknown, part: string) => {
    const { rows, columns, values } = parts(value)
    const list = Float64Array.from(numbers(values, part))
    if (typeof rows !== 'number' || typeof columns !== 'number' || rows * columns !== list.length)
      throw damaged(`${part} is no table`)
    return { rows, columns, values: list }
  }
  const basis = parts(saved['basis'])
  const scaling = parts(basis['scaling'])
  const means = numbers(basis['means'], 'basis')
  const spectrum = numbers(basis['spectrum'], 'basis')
  const vectors = numbers(basis['vectors'], 'basis')
  const deviations = numbers(basis['deviations'], 'basis')
  const columns = numbers(scaling['columns'], 'scaling')
  const [featureMeans, featureDeviations] = [
    numbers(scaling['means'], 'scaling'),
    numbers(scaling['deviations'], 'scaling'),
  ]
  const size = means.length
  if (spectrum.length !== size || deviations.length !== size || vectors.length !== size * size || size === 0)
    throw damaged('the basis does not fit itself')
  if (featureMeans.length !== columns.length || featureDeviations.length !== columns.length)
    throw damaged('the scaling does not fit itself')
  const probes = parts(saved['probes'])
  const [scores, features] = [matrix(probes['scores'], 'probes'), matrix(probes['features'], 'probes')]
  const targets = Float64Array.from(numbers(saved['targets'], 'targets'))
  if (scores.columns !== size || features.columns !== columns.length)
    throw damaged('the probes do not fit the basis')
  if (scores.rows !== targets.length || features.rows !== targets.length || targets.length === 0)
    throw damaged('the probes do not fit the targets')
  return new TransferModel({
    basis: {
      means,
      deviations,
      vectors,
      spectrum,
      scaling: { columns, means: featureMeans, deviations: featureDeviations },
    },
    settings: settingsOf(saved['settings'], damaged),
    scale: number('scale', 0),
    residual: number('residual', 0),
    noise: number('noise', Number.MIN_VALUE),
    centre: number('centre', -Infinity),
    unit: number('unit', 0),
    probes: { scores, features },
    targets,
  })
}

function settingsOf(json: unknown, damaged: (part: string) => RangeError): TransferSettings {
  const settings = (json ?? {}) as Partial<TransferSettings>
  const { components, level, features } = settings
  const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value)
  if (![components, level, features?.linear, features?.matern, features?.rate].every(isNumber))
    throw damaged('it has no settings')
  return settings as TransferSettings
}
