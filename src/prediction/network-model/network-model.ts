import * as v from 'valibot'
import { loadGraphModel } from '../regressors/graph-learners.ts'
import type { ModelJson } from '../regressors/regressor.ts'
import type { Base, BasePrediction } from './base.ts'
import type { GraphModel } from './correction.ts'
import { FeatureBase } from './feature-base.ts'
import { KernelBase } from './kernel-base.ts'
import type { NetworkPrediction, PlannedNetwork } from './network.ts'

/** The parts of a network model. */
export interface NetworkModelParts {
  readonly base: Base
  /** Of the logarithm of latency over base; null where none was worth it. */
  readonly correction: GraphModel | null
  /** Of the logarithm of the error, where there is no correction that has its own. */
  readonly deviation: number
  /** Half the width of an interval of 90 %, in deviations. */
  readonly halfWidth: number
}

const version = 1
/** However little is known of the kernels, the lower end stays above 0. */
const leastShare = 0.01
/** Half an interval, as a logarithm: the ends of a wider one would not be finite. */
const widest = 100

/** Predicts whole networks on one platform in one configuration. */
export class NetworkModel {
  readonly #parts: NetworkModelParts

  constructor(parts: NetworkModelParts) {
    this.#parts = parts
  }

  /** What predictions rest on before they are corrected. */
  get base(): Base {
    return this.#parts.base
  }

  get isCorrected(): boolean {
    return this.#parts.correction !== null
  }

  /** @throws {RangeError} naming a network of which something is not known that was learnt from */
  predict(networks: readonly PlannedNetwork[]): NetworkPrediction[] {
    const { base, correction, deviation, halfWidth } = this.#parts
    const spread = correction?.predictSpread(networks.map(({ graph }) => graph))
    return base.predict(networks).map((first, row) => {
      const factor = spread ? Math.exp(spread.means[row] as number) : 1
      const width = halfWidth * (spread ? (spread.deviations[row] as number) : deviation)
      return predictionOf(first, factor, Math.min(widest, width))
    })
  }

  toJSON(): ModelJson {
    const { base, correction, deviation, halfWidth } = this.#parts
    return {
      ...{ learner: 'network-model', version, base: base.toJSON() },
      ...{ correction: correction?.toJSON() ?? null, deviation, halfWidth },
    }
  }

  /** @throws {RangeError} where the JSON is damaged, of another version or of another learner */
  static load(json: unknown): NetworkModel {
    const { learner: name, version: saved } = (json ?? {}) as Partial<ModelJson>
    if (name !== 'network-model' || saved !== version)
      throw new RangeError(
        `This model is of ${String(name)}, version ${String(saved)}, not of network-model, version ${version}.`,
      )
    const read = v.safeParse(form, json)
    if (!read.success) throw new RangeError(`This is no saved network model: ${read.issues[0].message}.`)
    const { base, correction, deviation, halfWidth } = read.output
    return new NetworkModel({
      base: base.kind === 'kernels' ? KernelBase.load(base) : FeatureBase.load(base),
      correction: correction === null ? null : loadGraphModel(correction),
      ...{ deviation, halfWidth },
    })
  }
}

/** Code that nobody has timed widens the interval by as much as its own is wide. */
function predictionOf(first: BasePrediction, factor: number, width: number): NetworkPrediction {
  const unknown = first.kernels.filter(({ basis }) => basis !== 'implementation')
  const below = unknown.reduce((sum, { timeMs, lowerMs }) => sum + timeMs - lowerMs, 0) / first.latencyMs
  const above = unknown.reduce((sum, { timeMs, upperMs }) => sum + upperMs - timeMs, 0) / first.latencyMs
  const latencyMs = first.latencyMs * factor
  return {
    latencyMs,
    lowerMs: latencyMs * Math.max(leastShare, Math.exp(-width) - below),
    upperMs: latencyMs * (Math.exp(width) + above),
    overheadMs: first.overheadMs,
    kernels: first.kernels,
    correction: factor,
    unknownImplementations: first.unknownImplementations,
  }
}

const finite = v.pipe(v.number(), v.finite(), v.minValue(0))
const form = v.object({
  base: v.looseObject({ kind: v.picklist(['kernels', 'features']) }),
  correction: v.union([v.null(), v.looseObject({})]),
  ...{ deviation: finite, halfWidth: finite },
})
