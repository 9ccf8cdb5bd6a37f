import * as v from 'valibot'
import { flowGraphForm } from '../../graphs/flow-graph-form.ts'
import { finite, places, positive } from '../saved-numbers.ts'
import { GraphGpModel, graphGpName, graphGpVersion } from './graph-gp-model.ts'
import { graphInputFeatures, labelLists } from './graph-inputs.ts'
import { parameterCount } from './graph-kernel.ts'
import { mostRows } from './rows-to-learn.ts'

const cost = v.pipe(finite, v.minValue(0))
const learntForm = v.object({ learner: v.unknown(), version: v.unknown() })
const form = v.object({
  rows: v.pipe(places, v.minLength(1), v.maxLength(mostRows)),
  scaling: v.object({
    kinds: v.array(v.string()),
    pathCosts: v.object({ byKind: v.record(v.string(), cost), addition: cost }),
    places,
    means: v.array(finite),
    deviations: v.array(positive),
  }),
  graphs: v.array(flowGraphForm),
  centre: finite,
  scale: positive,
  targets: v.array(finite),
  kernel: v.array(finite),
  noise: positive,
  noiseRatios: v.array(positive),
})

/** @throws {RangeError} where the JSON is damaged, of another learner or of another version */
export function loadGraphGp(json: unknown): GraphGpModel {
  const of = v.safeParse(learntForm, json)
  if (!of.success || of.output.learner !== graphGpName || of.output.version !== graphGpVersion)
    throw new RangeError(`This is no saved model of ${graphGpName}, version ${graphGpVersion}.`)
  const read = v.safeParse(form, json)
  if (!read.success)
    throw new RangeError(
      `The saved ${graphGpName} model is damaged: ${read.issues[0].message} at ${v.getDotPath(read.issues[0])}.`,
    )
  const { scaling, rows, graphs, targets, kernel, noiseRatios, ...rest } = read.output
  const width = scaling.places.length
  if (
    [graphs, targets, noiseRatios].some(({ length }) => length !== rows.length) ||
    [scaling.means, scaling.deviations].some(({ length }) => length !== width) ||
    (scaling.places.at(-1) ?? -1) >= graphInputFeatures(scaling.kinds).length ||
    kernel.length !== parameterCount(width, labelLists)
  )
    throw new RangeError(`The saved ${graphGpName} model is damaged: its parts do not fit each other.`)
  return new GraphGpModel({
    ...{ ...rest, scaling, rows, graphs },
    targets: Float64Array.from(targets),
    kernel: Float64Array.from(kernel),
    noiseRatios: Float64Array.from(noiseRatios),
  })
}
