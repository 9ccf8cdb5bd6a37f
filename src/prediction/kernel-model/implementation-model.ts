import type { KernelWork } from '../features/work.ts'
import type { FitOptions, ModelJson } from '../regressors/regressor.ts'
import { Roofline, type WorkTimes } from '../roofline/roofline.ts'
import { ResidualModel, residualInputs, type ResidualKind } from './residual.ts'

/** Times of kernels, and how large an error of each is to be expected, in units that its intervals know. */
export interface Expected {
  readonly times: Float64Array
  readonly deviations: Float64Array
}

/** Who learns beside the roofline. */
export interface ResidualChoice {
  readonly kind: ResidualKind
  /** Runs of boosting that are averaged. */
  readonly bag: number
}

/** Time of kernels that run the same code: roofline times what is learnt of the rest. */
export class ImplementationModel {
  readonly #roofline: Roofline
  readonly #residual: ResidualModel | null
  readonly #computeUnits: number

  constructor(roofline: Roofline, residual: ResidualModel | null, computeUnits: number) {
    this.#roofline = roofline
    this.#residual = residual
    this.#computeUnits = computeUnits
  }

  /** @param others kernels of other code, see `Roofline.fit` */
  static async fit(
    kernels: WorkTimes,
    others: WorkTimes,
    computeUnits: number,
    { kind, bag }: ResidualChoice,
    options: FitOptions,
  ): Promise<ImplementationModel> {
    const { works, times } = kernels
    const roofline = await Roofline.fit(kernels, computeUnits, options, others)
    if (kind === 'none') return new ImplementationModel(roofline, null, computeUnits)
    const first = roofline.predict(works)
    const targets = times.map((time, row) => Math.log(time / (first[row] as number)))
    const inputs = residualInputs(works, computeUnits)
    const residual = await ResidualModel.fit({ inputs, targets }, kind, bag, options)
    return new ImplementationModel(roofline, residual, computeUnits)
  }

  /** The same with a part of what was learnt of the rest. */
  as(kind: ResidualKind): ImplementationModel {
    const residual = kind === 'none' ? null : (this.#residual?.as(kind) ?? null)
    return new ImplementationModel(this.#roofline, residual, this.#computeUnits)
  }

  predict(works: readonly KernelWork[]): Expected {
    const times = this.#roofline.predict(works)
    if (!this.#residual) return { times, deviations: new Float64Array(works.length).fill(1) }
    const { logs, deviations } = this.#residual.predict(residualInputs(works, this.#computeUnits))
    return { times: times.map((time, row) => time * Math.exp(logs[row] as number)), deviations }
  }

  toJSON(): { roofline: ModelJson; residual: Record<string, unknown> | null } {
    return { roofline: this.#roofline.toJSON(), residual: this.#residual?.toJSON() ?? null }
  }

  /** @throws {RangeError} where the JSON is damaged or of another version */
  static load(json: unknown, computeUnits: number): ImplementationModel {
    const { roofline, residual } = (json ?? {}) as Partial<ReturnType<ImplementationModel['toJSON']>>
    if (residual === undefined)
      throw new RangeError('A saved kernel model is damaged: a residual is missing.')
    const loaded = residual === null ? null : ResidualModel.load(residual)
    return new ImplementationModel(Roofline.load(roofline), loaded, computeUnits)
  }
}
