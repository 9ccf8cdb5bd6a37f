import { randomStream, shuffled } from '../../spaces/random.ts'
import type { FlowGraph } from '../graphs/flow-graph.ts'
import type { HeldOutErrors } from '../interval.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { SpreadLearner, SpreadModel } from '../regressors/spread-model.ts'
import { partOf } from './progress.ts'

export type GraphLearner = SpreadLearner<readonly FlowGraph[]>
export type GraphModel = SpreadModel<readonly FlowGraph[]>

/** Logarithms of latency over what a base said of each network when it was held back. */
export interface LogRatios {
  readonly graphs: readonly FlowGraph[]
  readonly ratios: Float64Array
  /** Whether the base knows of each network more than that it is one: then a correction has to be worth it. */
  readonly isInformed: boolean
}

/** What is learnt of the ratios, if anything, and how far off it was on networks held back. */
export interface CorrectionFit {
  readonly model: GraphModel | null
  readonly heldOut: HeldOutErrors
}

const folds = 5
/** With fewer networks a correction would be one of chance. */
const fewestToCorrect = 20
/** What is left of the error, where a correction is worth it. */
const worth = 0.97
/** As a logarithm: no prediction claims to be closer than that. */
const leastDeviation = 0.005
/** Of a single network: nothing tells how far off others are. */
const deviationOfOne = Math.log(2)

/**
 * Learns by what networks differ from their base: where that makes the errors on networks held back clearly smaller, or
 * where the base says the same of all.
 */
export async function fitCorrection(
  given: LogRatios,
  learner: GraphLearner,
  options: FitOptions,
): Promise<CorrectionFit> {
  const { graphs, ratios, isInformed } = given
  const learnAll = (from: number) =>
    learner.fit({ inputs: graphs, targets: ratios }, partOf(options, from, 1))
  if (!isInformed) {
    const model = await learnAll(0)
    return { model, heldOut: ratios.length > 1 ? model.heldOutErrors() : plainErrors(ratios) }
  }
  const plain = plainErrors(ratios)
  if (ratios.length < fewestToCorrect) return { model: null, heldOut: plain }
  const heldOut = await crossValidated(given, learner, partOf(options, 0, 0.8))
  if (meanSize(heldOut.residuals) >= worth * meanSize(plain.residuals)) return { model: null, heldOut: plain }
  return { model: await learnAll(0.8), heldOut }
}

/** Without a correction: all ratios are errors, and all are expected to be as large as they are on average. */
function plainErrors(ratios: Float64Array): HeldOutErrors {
  const meanSquare = ratios.reduce((sum, ratio) => sum + ratio * ratio, 0) / ratios.length
  const deviation = ratios.length > 1 ? Math.max(leastDeviation, Math.sqrt(meanSquare)) : deviationOfOne
  return { residuals: ratios, deviations: new Float64Array(ratios.length).fill(deviation) }
}

async function crossValidated(
  { graphs, ratios }: LogRatios,
  learner: GraphLearner,
  options: FitOptions,
): Promise<HeldOutErrors> {
  const order = shuffled(randomStream(options.seed), [...ratios.keys()])
  const errors = { residuals: ratios.slice(), deviations: ratios.slice() }
  for (let fold = 0; fold < folds; fold++) {
    const learning = order.filter((_, rank) => rank % folds !== fold)
    const held = order.filter((_, rank) => rank % folds === fold)
    const at = (places: readonly number[]) => places.flatMap((place) => graphs[place] ?? [])
    const targets = Float64Array.from(learning, (place) => ratios[place] as number)
    const part = partOf(options, fold / folds, (fold + 1) / folds)
    const model = await learner.fit({ inputs: at(learning), targets }, part)
    const { means, deviations } = model.predictSpread(at(held))
    for (const [row, place] of held.entries()) {
      errors.residuals[place] = (ratios[place] as number) - (means[row] as number)
      errors.deviations[place] = deviations[row] as number
    }
  }
  return errors
}

const meanSize = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length
