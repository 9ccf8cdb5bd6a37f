import { LogTarget } from '../log-target.ts'
import type { Matrix } from '../matrix.ts'
import type { Model, ModelJson } from '../regressors/regressor.ts'
import { BoostedTrees } from '../regressors/trees/boosting.ts'
import type { NetworkTotals, OverheadForm } from './forms.ts'
import { loadForm } from './load-form.ts'

/** Learns latency over what a form says of it. */
export const residualLearner = new LogTarget(new BoostedTrees({ trees: 200, maxDepth: 3 }))
const version = 1

/** Latency from the sum of kernels: a form, and trees on what it leaves where they were worth it. */
export class OverheadModel {
  readonly #name: string
  readonly #form: OverheadForm
  readonly #residual: Model<Matrix> | null

  constructor(name: string, form: OverheadForm, residual: Model<Matrix> | null) {
    this.#name = name
    this.#form = form
    this.#residual = residual
  }

  /** The form that was chosen, such as `sum`. */
  get form(): string {
    return this.#residual ? `${this.#name} and residual` : this.#name
  }

  /** The same with trees on what it leaves. */
  withResidual(residual: Model<Matrix>): OverheadModel {
    return new OverheadModel(this.#name, this.#form, residual)
  }

  /** Latencies of networks in the unit that was learnt from. */
  predict(totals: NetworkTotals): Float64Array {
    const times = this.#form.predict(totals)
    if (!this.#residual) return times
    const ratios = this.#residual.predict(totals.traits)
    return times.map((time, row) => time * (ratios[row] as number))
  }

  toJSON(): ModelJson {
    const residual = this.#residual?.toJSON() ?? null
    return { learner: 'overhead', version, name: this.#name, form: this.#form.toJSON(), residual }
  }

  /** @throws {RangeError} where the JSON is damaged or of another version */
  static load(json: unknown): OverheadModel {
    const { learner, version: saved, ...parts } = (json ?? {}) as Partial<ModelJson>
    if (learner !== 'overhead' || saved !== version)
      throw new RangeError(
        `This model is of ${String(learner)}, version ${String(saved)}, not of overhead, version ${version}.`,
      )
    const { name, form, residual } = parts as Partial<Record<string, unknown>>
    if (typeof name !== 'string' || residual === undefined)
      throw new RangeError('The saved overhead model is damaged: its name or its residual is missing.')
    return new OverheadModel(name, loadForm(form), residual === null ? null : residualLearner.load(residual))
  }
}
