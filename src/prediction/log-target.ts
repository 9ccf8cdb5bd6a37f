import type { FitOptions, Learner, Model, ModelJson, Samples } from './regressors/regressor.ts'

/** How a learner of real numbers becomes one of latencies. */
export interface LogTargetSettings {
  /** How far beyond the latencies that were learnt from a prediction may go: 1 not at all, 2 twice; Infinity anywhere. */
  readonly reach: number
}

const version = 1

/**
 * A learner of latencies in the unit of its targets: the one inside sees their logarithms, so that errors count by
 * ratio, and no prediction is below 0.
 */
export class LogTarget<Inputs> implements Learner<Inputs, LogTargetModel<Inputs>> {
  readonly name: string
  readonly #inside: Learner<Inputs>
  readonly #reach: number

  /** @throws {RangeError} where the reach is below 1 */
  constructor(inside: Learner<Inputs>, { reach }: LogTargetSettings = { reach: Infinity }) {
    if (!(reach >= 1)) throw new RangeError(`A reach of ${reach} would not hold what was learnt from.`)
    this.name = `log-${inside.name}`
    this.#inside = inside
    this.#reach = reach
  }

  /** @throws {RangeError} where a target is not finite and above 0, and where the learner inside refuses the samples */
  async fit(samples: Samples<Inputs>, options: FitOptions): Promise<LogTargetModel<Inputs>> {
    const { targets } = samples
    const wrong = targets.findIndex((target) => !(target > 0 && target < Infinity))
    if (wrong >= 0)
      throw new RangeError(`The latency of row ${wrong} is ${targets[wrong]}, not a finite number above 0.`)
    const inside = await this.#inside.fit({ ...samples, targets: targets.map(Math.log) }, options)
    const lowest = targets.reduce((least, target) => Math.min(least, target)) / this.#reach
    const highest = targets.reduce((most, target) => Math.max(most, target)) * this.#reach
    return new LogTargetModel(this.name, inside, lowest, Math.min(highest, Number.MAX_VALUE))
  }

  load(json: unknown): LogTargetModel<Inputs> {
    const { learner, version: saved, lowest, highest, inside } = (json ?? {}) as Partial<ModelJson>
    if (learner !== this.name || saved !== version)
      throw new RangeError(
        `This model is of ${String(learner)}, version ${String(saved)}, not of ${this.name}, version ${version}.`,
      )
    const hasRange = typeof lowest === 'number' && typeof highest === 'number'
    if (!(hasRange && lowest >= 0 && highest >= lowest && highest < Infinity))
      throw new RangeError(`The saved ${this.name} model is damaged: it has no range of latencies.`)
    return new LogTargetModel(this.name, this.#inside.load(inside), lowest, highest)
  }
}

/** Predicts latencies. */
export class LogTargetModel<Inputs> implements Model<Inputs> {
  readonly #name: string
  /** The model of the logarithms. */
  readonly inside: Model<Inputs>
  readonly #lowest: number
  readonly #highest: number

  constructor(name: string, inside: Model<Inputs>, lowest: number, highest: number) {
    this.#name = name
    this.inside = inside
    this.#lowest = lowest
    this.#highest = highest
  }

  predict(inputs: Inputs): Float64Array {
    return this.inside
      .predict(inputs)
      .map((logarithm) => Math.min(this.#highest, Math.max(this.#lowest, Math.exp(logarithm))))
  }

  toJSON(): ModelJson {
    const range = { lowest: this.#lowest, highest: this.#highest }
    return { learner: this.#name, version, ...range, inside: this.inside.toJSON() }
  }
}
