import { choleskyInPlace, solveLower, solveLowerTransposed } from '../linear-algebra/cholesky.ts'
import type { Matrix } from '../matrix.ts'
import { checkSamples } from '../regressors/check-samples.ts'
import { designOf, momentsOf } from '../regressors/linear/design.ts'
import { LinearModel } from '../regressors/linear/linear-model.ts'
import type { Learner, Samples } from '../regressors/regressor.ts'

/** Share of the largest diagonal value that is added: columns that repeat each other still have a solution. */
const ridge = 1e-9

/**
 * Ordinary least squares with an intercept, errors in the unit of the target, coefficients of any sign: the linear
 * regression that papers compare with.
 */
export class LeastSquares implements Learner<Matrix, LinearModel> {
  readonly name = 'least-squares'

  /** @throws {RangeError} where the samples are none */
  async fit(samples: Samples<Matrix>): Promise<LinearModel> {
    checkSamples(samples)
    const design = designOf(samples, false)
    const { columns } = design
    const rows = Array.from({ length: design.rows }, (_, row) => row)
    const { gram, cross, means, meanTarget } = momentsOf(design, rows, true)
    const largest = gram.reduce((most, value) => Math.max(most, value), 0)
    for (let column = 0; column < columns; column++)
      gram[column * columns + column] = (gram[column * columns + column] as number) + ridge * (largest || 1)
    choleskyInPlace(gram, columns)
    solveLower(gram, columns, cross)
    solveLowerTransposed(gram, columns, cross)
    const shift = cross.reduce((sum, value, column) => sum + value * (means[column] as number), 0)
    return new LinearModel(this.name, {
      intercept: meanTarget - shift,
      coefficients: cross.map((value, column) => value / (design.scales[column] as number)),
      fill: design.fill,
    })
  }

  load(json: unknown): LinearModel {
    return LinearModel.load(this.name, json)
  }
}
