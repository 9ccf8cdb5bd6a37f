import { randomStream, shuffled } from '../../spaces/random.ts'
import { matrixOf, type Matrix } from '../matrix.ts'
import type { LinearModel } from '../regressors/linear/linear-model.ts'
import { NonNegativeLinear } from '../regressors/linear/non-negative.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { Base, BaseFit, BaseJson, BasePrediction } from './base.ts'
import type { MeasuredNetwork, PlannedNetwork } from './network.ts'
import { partOf } from './progress.ts'

const learner = new NonNegativeLinear()
const folds = 5
/** A prediction is no less than this share of the shortest latency that was learnt from. */
const leastShare = 0.5

/** A constant and a weight of 0 or more for each feature of whole networks; the constant alone where there are none. */
export class FeatureBase implements Base {
  readonly #linear: LinearModel
  readonly #leastMs: number

  constructor(linear: LinearModel, leastMs: number) {
    this.#linear = linear
    this.#leastMs = leastMs
  }

  predict(networks: readonly PlannedNetwork[]): BasePrediction[] {
    return [...this.latencies(networks)].map((latencyMs) => ({
      latencyMs,
      overheadMs: null,
      kernels: [],
      unknownImplementations: [],
    }))
  }

  latencies(networks: readonly PlannedNetwork[]): Float64Array {
    const width = this.#linear.coefficients.length
    const odd = networks.find(({ features }) => features.length !== width)
    if (odd)
      throw new RangeError(`Network ${odd.id} has ${odd.features.length} features instead of ${width}.`)
    checkFeatures(networks)
    return this.#linear.predict(tableOf(networks)).map((time) => Math.max(this.#leastMs, time))
  }

  toJSON(): BaseJson {
    return { kind: 'features', linear: this.#linear.toJSON(), leastMs: this.#leastMs }
  }

  /** @throws {RangeError} where the JSON is damaged or of another version */
  static load({ linear, leastMs }: Partial<BaseJson>): FeatureBase {
    if (!(typeof leastMs === 'number' && leastMs > 0 && leastMs < Infinity))
      throw new RangeError('The saved network model is damaged: it has no least latency.')
    return new FeatureBase(learner.load(linear), leastMs)
  }
}

/** @param networks all with as many features */
export async function fitFeatureBase(
  networks: readonly MeasuredNetwork[],
  options: FitOptions,
): Promise<BaseFit<FeatureBase>> {
  const fit = async (some: readonly MeasuredNetwork[]) => {
    const targets = Float64Array.from(some, ({ latencyMs }) => latencyMs)
    const linear = await learner.fit({ inputs: tableOf(some), targets }, partOf(options, 0, 0))
    return new FeatureBase(linear, leastShare * targets.reduce((least, time) => Math.min(least, time)))
  }
  const base = await fit(networks)
  const heldOut = base.latencies(networks)
  const order = shuffled(randomStream(options.seed), [...networks.keys()])
  for (let fold = 0; fold < folds && networks.length > 1; fold++) {
    const held = order.filter((_, rank) => rank % folds === fold)
    if (held.length === 0) continue
    const learning = order.filter((_, rank) => rank % folds !== fold)
    const without = await fit(learning.flatMap((place) => networks[place] ?? []))
    const predicted = without.latencies(held.flatMap((place) => networks[place] ?? []))
    for (const [row, place] of held.entries()) heldOut[place] = predicted[row] as number
  }
  options.onProgress?.(1)
  return { base, heldOut }
}

/** Missing features (NaN) pass. @throws {RangeError} naming the first network with an infinite one */
function checkFeatures(networks: readonly PlannedNetwork[]): void {
  for (const { id, features } of networks) {
    const place = features.findIndex((feature) => Math.abs(feature) === Infinity)
    if (place >= 0) throw new RangeError(`Feature ${place} of network ${id} is ${features[place]}.`)
  }
}

/** Networks without features make a table without columns. */
const tableOf = (networks: readonly PlannedNetwork[]): Matrix => ({
  ...matrixOf(networks.map(({ features }) => features)),
  rows: networks.length,
})
