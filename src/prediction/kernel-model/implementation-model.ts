import type { KernelWork } from '../features/work.ts'
import type { FitOptions, Model, ModelJson } from '../regressors/regressor.ts'
import type { Matrix } from '../matrix.ts'
import { Roofline, type WorkTimes } from '../roofline/roofline.ts'
import { fewestForResidual, residualInputs, residualLearner } from './residual.ts'

/** Time of kernels that run the same code: roofline times what is learnt of the rest. */
export class ImplementationModel {
  readonly #roofline: Roofline
  readonly #residual: Model<Matrix> | null
  readonly #computeUnits: number

  constructor(roofline: Roofline, residual: Model<Matrix> | null, computeUnits: number) {
    this.#roofline = roofline
    this.#residual = residual
    this.#computeUnits = computeUnits
  }

  /**
   * @param others kernels of other code, see `Roofline.fit`
   * @param bag runs of boosting that are averaged; 0 for the roofline alone
   */
  static async fit(
    kernels: WorkTimes,
    others: WorkTimes,
    computeUnits: number,
    bag: number,
    options: FitOptions,
  ): Promise<ImplementationModel> {
    const { works, times } = kernels
    const roofline = await Roofline.fit(kernels, computeUnits, options, others)
    if (bag === 0 || works.length < fewestForResidual)
      return new ImplementationModel(roofline, null, computeUnits)
    const first = roofline.predict(works)
    const targets = times.map((time, row) => Math.log(time / (first[row] as number)))
    const inputs = residualInputs(works, computeUnits)
    const residual = await residualLearner(bag).fit({ inputs, targets }, options)
    return new ImplementationModel(roofline, residual, computeUnits)
  }

  /** The same without what was learnt of the rest. */
  withoutResidual(): ImplementationModel {
    return new ImplementationModel(this.#roofline, null, this.#computeUnits)
  }

  predict(works: readonly KernelWork[]): Float64Array {
    const times = this.#roofline.predict(works)
    if (!this.#residual) return times
    const residuals = this.#residual.predict(residualInputs(works, this.#computeUnits))
    return times.map((time, row) => time * Math.exp(residuals[row] as number))
  }

  toJSON(): { roofline: ModelJson; residual: ModelJson | null } {
    return { roofline: this.#roofline.toJSON(), residual: this.#residual?.toJSON() ?? null }
  }

  /** @throws {RangeError} where the JSON is damaged or of another version */
  static load(json: unknown, computeUnits: number): ImplementationModel {
    const { roofline, residual } = (json ?? {}) as Partial<ReturnType<ImplementationModel['toJSON']>>
    if (residual === undefined)
      throw new RangeError('A saved kernel model is damaged: a residual is missing.')
    const loaded = residual === null ? null : residualLearner(1).load(residual)
    return new ImplementationModel(Roofline.load(roofline), loaded, computeUnits)
  }
}
