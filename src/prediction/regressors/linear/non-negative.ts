import { breathing } from '../../breathe.ts'
import type { Matrix } from '../../matrix.ts'
import { checkSamples } from '../check-samples.ts'
import type { FitOptions, Learner, Samples } from '../regressor.ts'
import { upTo } from '../trees/sampling.ts'
import { designOf, momentsOf } from './design.ts'
import { LinearModel } from './linear-model.ts'
import { nonNegativeLeastSquares } from './nnls.ts'

/** Settings of non-negative least squares. */
export interface NonNegativeSettings {
  /** Whether errors count relative to the target. */
  readonly isRelative: boolean
  /** Whether there is a constant beside the columns, not below 0 either: the time of a launch. */
  readonly hasIntercept: boolean
}

export const nonNegativeDefaults: NonNegativeSettings = { isRelative: true, hasIntercept: true }

/** Linear regression whose coefficients are all at least 0: time per FLOP and per byte cannot be less. */
export class NonNegativeLinear implements Learner<Matrix, LinearModel> {
  readonly name = 'nnls'
  readonly #settings: NonNegativeSettings

  constructor(settings: Partial<NonNegativeSettings> = {}) {
    this.#settings = { ...nonNegativeDefaults, ...settings }
  }

  async fit(samples: Samples<Matrix>, options: FitOptions): Promise<LinearModel> {
    checkSamples(samples)
    await breathing(options)(0)
    const { isRelative, hasIntercept } = this.#settings
    const inputs = hasIntercept ? withOnes(samples.inputs) : samples.inputs
    const design = designOf({ ...samples, inputs }, isRelative)
    const { gram, cross } = momentsOf(design, upTo(design.rows), false)
    // Columns of the same norm: whether one repeats others is then a question without units.
    const norms = cross.map((_, column) => Math.sqrt(gram[column * cross.length + column] as number) || 1)
    const solution = nonNegativeLeastSquares(
      gram.map((value, place) => value / normOf(norms, place)),
      cross.map((value, column) => value / (norms[column] as number)),
    )
    const all = solution.map(
      (value, column) => value / (norms[column] as number) / (design.scales[column] as number),
    )
    options.onProgress?.(1)
    const { columns } = samples.inputs
    return new LinearModel(this.name, {
      intercept: hasIntercept ? (all[columns] as number) : 0,
      coefficients: all.slice(0, columns),
      fill: design.fill.slice(0, columns),
    })
  }

  load(json: unknown): LinearModel {
    return LinearModel.load(this.name, json)
  }
}

/** Product of the norms of the two columns of a place in the Gram matrix. */
const normOf = (norms: Float64Array, place: number) =>
  (norms[Math.floor(place / norms.length)] as number) * (norms[place % norms.length] as number)

function withOnes({ rows, columns, values }: Matrix): Matrix {
  const wider = new Float64Array(rows * (columns + 1)).fill(1)
  for (let row = 0; row < rows; row++)
    wider.set(values.subarray(row * columns, (row + 1) * columns), row * (columns + 1))
  return { rows, columns: columns + 1, values: wider }
}
