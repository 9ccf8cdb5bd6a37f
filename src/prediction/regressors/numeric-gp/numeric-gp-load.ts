import * as v from 'valibot'
import { parameterCount } from '../gp/graph-kernel.ts'
import { NumericGpModel, numericGpName, numericGpVersion } from './numeric-gp-model.ts'

const finite = v.pipe(v.number(), v.finite())
const numbers = v.array(finite)
const form = v.object({
  ...{ learner: v.literal(numericGpName), version: v.literal(numericGpVersion) },
  scaling: v.object({ columns: finite, places: numbers, means: numbers, deviations: numbers }),
  // A missing value is null in JSON.
  inputs: v.object({ rows: finite, columns: finite, values: v.array(v.nullable(finite)) }),
  ...{
    centre: finite,
    scale: finite,
    noise: finite,
    targets: numbers,
    kernel: numbers,
    noiseRatios: numbers,
  },
})

/** @throws {RangeError} where the JSON is damaged, of another learner or of another version */
export function loadNumericGp(json: unknown): NumericGpModel {
  const read = v.safeParse(form, json)
  if (!read.success)
    throw new RangeError(`This is no saved ${numericGpName} model: ${read.issues[0].message}.`)
  const { scaling, inputs, targets, kernel, noiseRatios, centre, scale, noise } = read.output
  const { rows, columns, values } = inputs
  const width = scaling.places.length
  if (
    values.length !== rows * columns ||
    columns !== scaling.columns ||
    [targets.length, noiseRatios.length].some((length) => length !== rows) ||
    [scaling.means.length, scaling.deviations.length].some((length) => length !== width) ||
    kernel.length !== parameterCount(width, 0)
  )
    throw new RangeError(`The saved ${numericGpName} model is damaged: its parts do not fit.`)
  return new NumericGpModel({
    ...{ scaling, centre, scale, noise },
    inputs: { rows, columns, values: Float64Array.from(values, (value) => value ?? NaN) },
    targets: Float64Array.from(targets),
    kernel: Float64Array.from(kernel),
    noiseRatios: Float64Array.from(noiseRatios),
  })
}
