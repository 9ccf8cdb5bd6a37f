import * as v from 'valibot'
import type { Matrix } from '../../matrix.ts'
import { checkColumns } from '../check-samples.ts'
import type { Model, ModelJson } from '../regressor.ts'
import { scaledInputs } from './inputs.ts'
import { Network, shapeOf } from './network.ts'

interface Parts {
  /** Of the inputs, then of each hidden layer. */
  readonly widths: readonly number[]
  readonly parameters: Float64Array
  readonly means: Float64Array
  readonly deviations: Float64Array
  /** The network's output times `spread` plus `middle` is the prediction. */
  readonly middle: number
  readonly spread: number
  /** Targets that were learnt from: no prediction leaves their range. */
  readonly lowest: number
  readonly highest: number
}

const version = 1
const block = 256

/** A network of dense layers. */
export class MlpModel implements Model<Matrix> {
  readonly #learner: string
  readonly #parts: Parts

  constructor(learner: string, parts: Parts) {
    this.#learner = learner
    this.#parts = parts
  }

  predict(table: Matrix): Float64Array {
    const { widths, parameters, middle, spread, lowest, highest } = this.#parts
    const columns = widths[0] as number
    checkColumns(table, columns)
    const inputs = scaledInputs(table, this.#parts)
    const network = new Network(shapeOf(widths), Math.min(block, table.rows))
    const predictions = new Float64Array(table.rows)
    for (let from = 0; from < table.rows; from += block) {
      const to = Math.min(table.rows, from + block)
      const part = inputs.subarray(from * columns, to * columns)
      predictions.set(network.predict(parameters, part, to - from), from)
    }
    return predictions.map((output) => Math.min(highest, Math.max(lowest, middle + spread * output)))
  }

  toJSON(): ModelJson {
    const { parameters, means, deviations, ...rest } = this.#parts
    return {
      ...{ learner: this.#learner, version, ...rest, parameters: Array.from(parameters) },
      ...{ means: Array.from(means), deviations: Array.from(deviations) },
    }
  }

  /** @throws {RangeError} where the JSON is not such a model of this learner */
  static load(learner: string, json: unknown): MlpModel {
    const read = v.safeParse(form, json)
    if (!read.success) throw new RangeError(`This is no saved ${learner} model: ${read.issues[0].message}.`)
    const { learner: saved, version: savedVersion, parameters, means, deviations, ...rest } = read.output
    if (saved !== learner || savedVersion !== version)
      throw new RangeError(
        `This model is of ${saved}, version ${savedVersion}, not of ${learner}, version ${version}.`,
      )
    const fits = parameters.length === shapeOf(rest.widths).length
    if (!fits || means.length !== rest.widths[0] || deviations.length !== rest.widths[0])
      throw new RangeError(`The saved ${learner} model is damaged: its layers do not hold together.`)
    return new MlpModel(learner, {
      ...rest,
      parameters: Float64Array.from(parameters),
      means: Float64Array.from(means),
      deviations: Float64Array.from(deviations),
    })
  }
}

const finite = v.pipe(v.number(), v.finite())
const form = v.object({
  ...{ learner: v.string(), version: v.number() },
  widths: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.minLength(1)),
  ...{ parameters: v.array(finite), means: v.array(finite), deviations: v.array(finite) },
  ...{ middle: finite, spread: finite, lowest: finite, highest: finite },
})
