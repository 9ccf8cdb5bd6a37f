import type { HeldOutErrors } from '../../interval.ts'
import { solveLower } from '../../linear-algebra/cholesky.ts'
import type { Matrix } from '../../matrix.ts'
import { checkColumns } from '../check-samples.ts'
import type { GraphInputs } from '../gp/graph-inputs.ts'
import { covariances, variances } from '../gp/graph-kernel.ts'
import { leaveOneOut, posteriorOf, type Posterior } from '../gp/posterior.ts'
import type { ModelJson } from '../regressor.ts'
import type { Spread, SpreadModel } from '../spread-model.ts'
import { scaledInputs, type ColumnScaling } from './numeric-inputs.ts'

/** Everything that predictions follow from. */
export interface NumericGpState {
  readonly scaling: ColumnScaling
  readonly inputs: Matrix
  /** Targets were centred and divided by these. */
  readonly centre: number
  readonly scale: number
  readonly targets: Float64Array
  /** Logarithms, in the order of `graph-kernel.ts`. */
  readonly kernel: Float64Array
  /** Variance, of scaled targets. */
  readonly noise: number
  /** Noise of each row over that of all. */
  readonly noiseRatios: Float64Array
  /** The same of one more measurement, of weight 1. */
  readonly newNoiseRatio: number
}

export const [numericGpName, numericGpVersion] = ['numeric-gp', 2] as const
/** Rows that are compared with the learnt ones at once: keeps memory small. */
const batchSize = 256
/** A Gaussian process that has seen its rows. */
export class NumericGpModel implements SpreadModel<Matrix> {
  readonly #state: NumericGpState
  readonly #learnt: GraphInputs
  readonly #posterior: Posterior

  constructor(state: NumericGpState) {
    this.#state = state
    this.#learnt = scaledInputs(state.inputs, state.scaling)
    const itself = { a: this.#learnt, b: this.#learnt, distances: [] }
    const noise = state.noiseRatios.map((ratio) => ratio * state.noise)
    this.#posterior = posteriorOf(covariances(itself, state.kernel, true), noise, state.targets)
  }

  predict(table: Matrix): Float64Array {
    return this.#spread(table, false).means
  }

  /** With the deviation of a new measurement of each, of weight 1. */
  predictSpread(table: Matrix): Spread {
    return this.#spread(table, true)
  }

  /** Each row that it was learnt from, predicted from all others. */
  heldOutErrors(): HeldOutErrors {
    const { residuals, deviations } = leaveOneOut(this.#posterior)
    const { scale } = this.#state
    return { residuals: residuals.map((x) => x * scale), deviations: deviations.map((x) => x * scale) }
  }

  #spread(table: Matrix, hasDeviations: boolean): Spread {
    checkColumns(table, this.#state.scaling.columns)
    const [means, deviations] = [new Float64Array(table.rows), new Float64Array(table.rows)]
    for (let from = 0; from < table.rows; from += batchSize) {
      const rows = Math.min(batchSize, table.rows - from)
      const values = table.values.subarray(from * table.columns, (from + rows) * table.columns)
      const batch = scaledInputs({ rows, columns: table.columns, values }, this.#state.scaling)
      const shared = covariances({ a: batch, b: this.#learnt, distances: [] }, this.#state.kernel)
      means.set(this.#means(shared, rows), from)
      if (hasDeviations) deviations.set(this.#deviations(batch, shared), from)
    }
    return { means, deviations }
  }

  #means(shared: Float64Array, rows: number): Float64Array {
    const { centre, scale } = this.#state
    const { alpha } = this.#posterior
    const n = alpha.length
    return Float64Array.from({ length: rows }, (_, row) => {
      let sum = 0
      for (let j = 0; j < n; j++) sum += (shared[row * n + j] as number) * (alpha[j] as number)
      return centre + scale * sum
    })
  }

  /** @param shared is used up */
  #deviations(batch: GraphInputs, shared: Float64Array): Float64Array {
    const { kernel, noise, newNoiseRatio, scale } = this.#state
    const n = this.#learnt.count
    return variances(batch, kernel).map((own, row) => {
      const known = shared.subarray(row * n, (row + 1) * n)
      solveLower(this.#posterior.factor, n, known)
      const left = own - known.reduce((sum, x) => sum + x * x, 0)
      return scale * Math.sqrt(Math.max(left, 1e-12) + newNoiseRatio * noise)
    })
  }

  toJSON(): ModelJson {
    const { inputs, targets, kernel, noiseRatios, ...rest } = this.#state
    const values = Array.from(inputs.values, (value) => (Number.isNaN(value) ? null : value))
    return {
      ...{ learner: numericGpName, version: numericGpVersion, ...rest, inputs: { ...inputs, values } },
      ...{ targets: [...targets], kernel: [...kernel], noiseRatios: [...noiseRatios] },
    }
  }
}
