import * as v from 'valibot'
import { parameterCount } from '../gp/graph-kernel.ts'
import { mostRows } from '../gp/rows-to-learn.ts'
import { finite, places, positive, whole } from '../saved-numbers.ts'
import { NumericGpModel, numericGpName, numericGpVersion } from './numeric-gp-model.ts'

const form = v.object({
  ...{ learner: v.literal(numericGpName), version: v.literal(numericGpVersion) },
  scaling: v.object({ columns: whole, places, means: v.array(finite), deviations: v.array(positive) }),
  inputs: v.object({
    rows: v.pipe(whole, v.minValue(1), v.maxValue(mostRows)),
    columns: whole,
    // A missing value is null in JSON.
    values: v.array(v.nullable(finite)),
  }),
  ...{ centre: finite, scale: positive, targets: v.array(finite), kernel: v.array(finite) },
  ...{ noise: positive, noiseRatios: v.array(positive), newNoiseRatio: positive },
})

/** @throws {RangeError} where the JSON is damaged, of another learner or of another version */
export function loadNumericGp(json: unknown): NumericGpModel {
  const read = v.safeParse(form, json)
  if (!read.success)
    throw new RangeError(`This is no saved ${numericGpName} model: ${read.issues[0].message}.`)
  const { scaling, inputs, targets, kernel, noiseRatios, ...rest } = read.output
  const { rows, columns, values } = inputs
  const width = scaling.places.length
  if (
    values.length !== rows * columns ||
    columns !== scaling.columns ||
    (scaling.places.at(-1) ?? -1) >= columns ||
    [targets.length, noiseRatios.length].some((length) => length !== rows) ||
    [scaling.means.length, scaling.deviations.length].some((length) => length !== width) ||
    kernel.length !== parameterCount(width, 0)
  )
    throw new RangeError(`The saved ${numericGpName} model is damaged: its parts do not fit.`)
  return new NumericGpModel({
    ...{ ...rest, scaling },
    inputs: { rows, columns, values: Float64Array.from(values, (value) => value ?? NaN) },
    targets: Float64Array.from(targets),
    kernel: Float64Array.from(kernel),
    noiseRatios: Float64Array.from(noiseRatios),
  })
}
