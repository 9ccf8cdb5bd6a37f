import * as v from 'valibot'
import type { Matrix } from '../../matrix.ts'
import { checkColumns } from '../check-samples.ts'
import type { Model, ModelJson } from '../regressor.ts'

interface Parts {
  readonly intercept: number
  /** By column, in units of target over units of column. */
  readonly coefficients: Float64Array
  /** What stands in for a missing value, by column. */
  readonly fill: Float64Array
}

const version = 1
const finite = v.pipe(v.number(), v.finite())
const form = v.object({
  ...{ learner: v.string(), version: v.number(), intercept: finite },
  ...{ coefficients: v.array(finite), fill: v.array(finite) },
})

/** An intercept and a weight for each column. */
export class LinearModel implements Model<Matrix> {
  readonly #learner: string
  readonly intercept: number
  readonly coefficients: Float64Array
  readonly #fill: Float64Array

  constructor(learner: string, { intercept, coefficients, fill }: Parts) {
    this.#learner = learner
    this.intercept = intercept
    this.coefficients = coefficients
    this.#fill = fill
  }

  predict(table: Matrix): Float64Array {
    const { columns, values } = table
    checkColumns(table, this.coefficients.length)
    return Float64Array.from({ length: table.rows }, (_, row) => {
      let sum = this.intercept
      for (let column = 0; column < columns; column++) {
        const value = values[row * columns + column] as number
        const present = Number.isNaN(value) ? (this.#fill[column] as number) : value
        sum += (this.coefficients[column] as number) * present
      }
      return sum
    })
  }

  toJSON(): ModelJson {
    return {
      ...{ learner: this.#learner, version, intercept: this.intercept },
      ...{ coefficients: Array.from(this.coefficients), fill: Array.from(this.#fill) },
    }
  }

  /** @throws {RangeError} where the JSON is not such a model of this learner */
  static load(learner: string, json: unknown): LinearModel {
    const read = v.safeParse(form, json)
    if (!read.success) throw new RangeError(`This is no saved ${learner} model: ${read.issues[0].message}.`)
    const { intercept, coefficients, fill, ...saved } = read.output
    if (saved.learner !== learner || saved.version !== version)
      throw new RangeError(
        `This model is of ${saved.learner}, version ${saved.version}, not of ${learner}, version ${version}.`,
      )
    if (coefficients.length !== fill.length)
      throw new RangeError(`The saved ${learner} model is damaged: its columns do not agree.`)
    return new LinearModel(learner, {
      intercept,
      coefficients: Float64Array.from(coefficients),
      fill: Float64Array.from(fill),
    })
  }
}
