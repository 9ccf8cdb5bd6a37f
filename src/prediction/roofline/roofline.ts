import { featureMatrix } from '../features/feature.ts'
import type { KernelWork } from '../features/work.ts'
import { LinearModel } from '../regressors/linear/linear-model.ts'
import { NonNegativeLinear } from '../regressors/linear/non-negative.ts'
import type { FitOptions, ModelJson } from '../regressors/regressor.ts'
import { rooflineTerms } from './terms.ts'

const learner = new NonNegativeLinear()
const absolute = new NonNegativeLinear({ isRelative: false })
/** A prediction is no less than this share of the shortest time that was learnt from. */
const leastShare = 0.5
const othersWeigh = 1
/** Rounds of reweighting, and the error, as a logarithm, below which all weigh as if theirs were as large. */
const [rounds, smallError] = [12, 0.1]
const clipped = (log: number): number => Math.min(1, Math.max(-1, log))
const version = 1

/** Kernels that were timed. */
export interface WorkTimes {
  readonly works: readonly KernelWork[]
  /** One for each, above 0. */
  readonly times: Float64Array
}

/** Time of kernels as a sum of a launch, arithmetic, bytes and serial depth. */
export class Roofline {
  readonly #linear: LinearModel
  readonly #computeUnits: number
  readonly #least: number

  private constructor(linear: LinearModel, computeUnits: number, least: number) {
    this.#linear = linear
    this.#computeUnits = computeUnits
    this.#least = least
  }

  /**
   * Non-negative least squares of errors relative to the time.
   * @param kernels times in any unit; predictions have the same
   * @param others kernels of other code, which together weigh as much as `othersWeigh` kernels: where there are few of
   * the own, they keep the weights of the terms plausible
   * @throws {RangeError} where there is no kernel, or a time is not above 0
   */
  static async fit(
    kernels: WorkTimes,
    computeUnits: number,
    { signal, seed }: Pick<FitOptions, 'signal' | 'seed'>,
    others: WorkTimes = { works: [], times: new Float64Array() },
  ): Promise<Roofline> {
    const { works, times } = kernels
    checkTimes(times)
    const inputs = featureMatrix(rooflineTerms(computeUnits), [...works, ...others.works])
    const targets = Float64Array.from([...times, ...others.times])
    const weight = othersWeigh / Math.max(1, others.works.length)
    const weights = targets.map((_, row) => (row < works.length ? 1 : weight))
    const linear = await learner.fit({ inputs, targets, weights }, { seed, ...(signal && { signal }) })
    return new Roofline(linear, computeUnits, leastOf(times))
  }

  /**
   * The same for kernels of different code together, which no sum of terms fits well. Squares of relative errors are at
   * most 1 for what is predicted too short and without bound for what is too long: a few kernels that cost nothing
   * would take every term away from all others. Here the sizes of logarithms are made small, in which a factor too short
   * counts as much as one too long: iteratively reweighted least squares, with steps of at most a factor of e.
   * @param weights one for each kernel, above 0
   */
  static async fitSymmetric(
    kernels: WorkTimes,
    weights: Float64Array,
    computeUnits: number,
    { signal, seed }: Pick<FitOptions, 'signal' | 'seed'>,
  ): Promise<Roofline> {
    const { works, times } = kernels
    checkTimes(times)
    const inputs = featureMatrix(rooflineTerms(computeUnits), works)
    const least = leastOf(times)
    const fit = async (targets: Float64Array, ownWeights: Float64Array) =>
      new Roofline(
        await absolute.fit({ inputs, targets, weights: ownWeights }, { seed, ...(signal && { signal }) }),
        computeUnits,
        least,
      )
    let roofline = await fit(times, weights)
    for (let round = 0; round < rounds; round++) {
      const predicted = roofline.predict(works)
      const logs = predicted.map((time, row) => Math.log(time / (times[row] as number)))
      const targets = predicted.map((time, row) => time * (1 - clipped(logs[row] as number)))
      const own = weights.map((weight, row) => {
        const size = Math.max(smallError, Math.abs(clipped(logs[row] as number)))
        return weight / size / (predicted[row] as number) ** 2
      })
      roofline = await fit(targets, own)
    }
    return roofline
  }

  predict(works: readonly KernelWork[]): Float64Array {
    const predicted = this.#linear.predict(featureMatrix(rooflineTerms(this.#computeUnits), works))
    return predicted.map((time) => Math.max(this.#least, time))
  }

  toJSON(): ModelJson {
    return {
      ...{ learner: 'roofline', version, computeUnits: this.#computeUnits, least: this.#least },
      linear: this.#linear.toJSON(),
    }
  }

  /** @throws {RangeError} where the JSON is no saved roofline of this version */
  static load(json: unknown): Roofline {
    const saved = (json ?? {}) as Partial<ModelJson>
    if (saved.learner !== 'roofline' || saved.version !== version)
      throw new RangeError(
        `This model is of ${String(saved.learner)}, version ${String(saved.version)}, not of roofline, version ${version}.`,
      )
    const { computeUnits, least } = saved
    if (!(typeof computeUnits === 'number' && computeUnits >= 1 && typeof least === 'number' && least > 0))
      throw new RangeError('The saved roofline model is damaged: it has no compute units or no least time.')
    return new Roofline(learner.load(saved['linear']), computeUnits, least)
  }
}

const leastOf = (times: Float64Array): number =>
  leastShare * times.reduce((shortest, time) => Math.min(shortest, time), Infinity)

/** @throws {RangeError} */
function checkTimes(times: Float64Array): void {
  const wrong = times.findIndex((time) => !(time > 0))
  if (wrong >= 0) throw new RangeError(`The time of kernel ${wrong} is ${times[wrong]}, not above 0.`)
}
