import { randomStream, shuffled } from '../../spaces/random.ts'
import { rowsAt } from '../matrix.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import { quiet, type FormFitter, type NetworkTotals } from './forms.ts'
import { fitMaximum } from './maximum-form.ts'
import { OverheadModel, residualLearner } from './overhead-model.ts'
import { fitRobustSum, fitSum } from './sum-form.ts'

/** How latency follows from the sum of kernels. */
export interface OverheadFit extends Pick<OverheadModel, 'form' | 'predict'> {
  readonly model: OverheadModel
  /** What the chosen form said of each network when it was held back; of a single network, what it says. */
  readonly heldOut: Float64Array
}

const folds = 5
/** With fewer networks there is nothing to choose a form by. */
const fewestToChoose = 2 * folds
type Fitter = (totals: NetworkTotals, latencies: Float64Array, options: FitOptions) => Promise<OverheadModel>

const form =
  (name: string, fit: FormFitter): Fitter =>
  async (...given) =>
    new OverheadModel(name, await fit(...given), null)
const leastSquares = form('sum of least squares', fitSum)
/** The first is taken unless a later one is better by `worth`. */
const forms = [form('sum', fitRobustSum), leastSquares, form('maximum', fitMaximum)] as const
/** What is left of the error, where something more complicated is worth it. */
const worth = 0.97
/** Mean relative error that nobody measures: nothing more is to be gained. */
const negligible = 1e-3

/**
 * Latency of networks from the sum of their kernels: the form with the smallest relative error on training networks
 * held back in turn is taken, and boosted trees on what it leaves where they make that clearly smaller.
 * @param groups networks of one are held back together, such as those of a family where other families are to be
 * predicted; left out where every network is one of its own
 * @throws {RangeError} where there is no network, a latency is not above 0, or groups are not as many as networks
 */
export async function fitOverhead(
  totals: NetworkTotals,
  latencies: Float64Array,
  options: FitOptions,
  groups: readonly string[] = Array.from(latencies.keys(), String),
): Promise<OverheadFit> {
  if (latencies.length === 0) throw new RangeError('There are no networks to learn from.')
  const wrong = latencies.findIndex((latency) => !(latency > 0))
  if (wrong >= 0) throw new RangeError(`The latency of network ${wrong} is ${latencies[wrong]}, not above 0.`)
  if (groups.length !== latencies.length)
    throw new RangeError(`${groups.length} groups do not fit ${latencies.length} networks.`)
  const judgedOf = async (fit: Fitter) => {
    const heldOut = await heldOutOf(fit, totals, latencies, groups, options)
    return { fit, heldOut, error: errorOf(heldOut, latencies) }
  }
  const isChosen = latencies.length >= fewestToChoose && new Set(groups).size >= folds
  const [first, ...others] = forms
  let best = await judgedOf(isChosen ? first : leastSquares)
  if (isChosen) {
    const consider = async (fit: Fitter) => {
      if (best.error <= negligible) return
      const judged = await judgedOf(fit)
      if (judged.error < worth * best.error) best = judged
    }
    for (const fit of others) await consider(fit)
    await consider(withResidual(best.fit))
  }
  const model = await best.fit(totals, latencies, options)
  return { model, form: model.form, predict: (of) => model.predict(of), heldOut: best.heldOut }
}

/** Each network predicted without its fold; a single group by what learnt from it. */
async function heldOutOf(
  fit: Fitter,
  totals: NetworkTotals,
  latencies: Float64Array,
  groups: readonly string[],
  options: FitOptions,
): Promise<Float64Array> {
  const order = shuffled(randomStream(options.seed), [...new Set(groups)])
  if (order.length === 1) return (await fit(totals, latencies, options)).predict(totals)
  const foldOf = new Map(order.map((group, place) => [group, place % folds]))
  const heldOut = latencies.slice()
  const places = [...latencies.keys()]
  for (let fold = 0; fold < Math.min(folds, order.length); fold++) {
    const isHeld = (place: number) => foldOf.get(groups[place] as string) === fold
    const [learning, held] = [places.filter((place) => !isHeld(place)), places.filter(isHeld)]
    const model = await fit(totalsAt(totals, learning), timesAt(latencies, learning), options)
    const predicted = model.predict(totalsAt(totals, held))
    for (const [row, place] of held.entries()) heldOut[place] = predicted[row] as number
  }
  return heldOut
}

const errorOf = (predicted: Float64Array, latencies: Float64Array): number =>
  predicted.reduce((sum, value, row) => sum + Math.abs(value / (latencies[row] as number) - 1), 0) /
  latencies.length

const withResidual =
  (fit: Fitter): Fitter =>
  async (totals, latencies, options) => {
    const plain = await fit(totals, latencies, options)
    const first = plain.predict(totals)
    const ratios = latencies.map((latency, row) => latency / (first[row] as number))
    const residual = await residualLearner.fit({ inputs: totals.traits, targets: ratios }, quiet(options))
    return plain.withResidual(residual)
  }

const timesAt = (times: Float64Array, places: readonly number[]): Float64Array =>
  Float64Array.from(places, (place) => times[place] as number)

/** The networks at the given places, in that order. */
export const totalsAt = (totals: NetworkTotals, places: readonly number[]): NetworkTotals => ({
  sums: timesAt(totals.sums, places),
  counts: rowsAt(totals.counts, places),
  traits: rowsAt(totals.traits, places),
})
