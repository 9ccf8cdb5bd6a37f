import * as v from 'valibot'
import { finite, positive, whole } from '../saved-numbers.ts'
import { GcnModel, gcnName, gcnVersion } from './gcn-model.ts'
import { gcnShape, widest } from './gcn-shape.ts'

const learntForm = v.object({ learner: v.unknown(), version: v.unknown() })
const form = v.object({
  vocabulary: v.pipe(
    v.array(v.string()),
    v.minLength(1),
    v.check((words) => new Set(words).size === words.length, 'a word is there twice'),
  ),
  // Steps go by eight numbers at a time.
  width: v.pipe(whole, v.minValue(8), v.maxValue(widest), v.multipleOf(8)),
  depth: v.pipe(whole, v.minValue(2)),
  parameters: v.array(finite),
  middle: finite,
  spread: positive,
  lowest: finite,
  highest: finite,
  heldOutRows: v.array(whole),
  residuals: v.array(finite),
})

/** @throws {RangeError} where the JSON is damaged, of another learner or of another version */
export function loadGcn(json: unknown): GcnModel {
  const of = v.safeParse(learntForm, json)
  if (!of.success || of.output.learner !== gcnName || of.output.version !== gcnVersion)
    throw new RangeError(`This is no saved model of ${gcnName}, version ${gcnVersion}.`)
  const read = v.safeParse(form, json)
  if (!read.success)
    throw new RangeError(
      `The saved ${gcnName} model is damaged: ${read.issues[0].message} at ${v.getDotPath(read.issues[0])}.`,
    )
  const { parameters, residuals, ...rest } = read.output
  const { vocabulary, width, depth, lowest, highest, heldOutRows } = rest
  if (
    // Before the shape is made: each layer has parameters.
    depth > parameters.length ||
    gcnShape(vocabulary.length, width, depth).length !== parameters.length ||
    residuals.length !== heldOutRows.length ||
    lowest > highest
  )
    throw new RangeError(`The saved ${gcnName} model is damaged: its parts do not fit each other.`)
  return new GcnModel({
    ...rest,
    parameters: Float32Array.from(parameters),
    residuals: Float64Array.from(residuals),
  })
}
