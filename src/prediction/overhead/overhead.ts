import { randomStream, shuffled } from '../../spaces/random.ts'
import { rowsAt } from '../matrix.ts'
import { LogTarget } from '../log-target.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import { BoostedTrees } from '../regressors/trees/boosting.ts'
import { fitMaximum, fitSum, quiet, type NetworkTotals, type OverheadForm } from './forms.ts'

/** How latency follows from the sum of kernels. */
export interface OverheadFit {
  /** The form that was chosen. */
  readonly form: string
  readonly predict: (totals: NetworkTotals) => Float64Array
}

const folds = 5
const residualLearner = new LogTarget(new BoostedTrees({ trees: 200, maxDepth: 3 }))
type Fitter = (totals: NetworkTotals, latencies: Float64Array, options: FitOptions) => Promise<OverheadForm>

/** The plain one stands first: each later one has to be better by `worth`. */
const plainForms: readonly (readonly [string, Fitter])[] = [
  ['sum', fitSum],
  ['maximum', fitMaximum],
]
/** What is left of the error, where something more complicated is worth it. */
const worth = 0.97
/** Mean relative error that nobody measures: nothing more is to be gained. */
const negligible = 1e-3

/**
 * Latency of networks from the sum of their kernels: the form with the smallest relative error on training networks
 * held back in turn is taken, and boosted trees on what it leaves where they make that clearly smaller.
 * @throws {RangeError} where there is no network or a latency is not above 0
 */
export async function fitOverhead(
  totals: NetworkTotals,
  latencies: Float64Array,
  options: FitOptions,
): Promise<OverheadFit> {
  if (latencies.length === 0) throw new RangeError('There are no networks to learn from.')
  const wrong = latencies.findIndex((latency) => !(latency > 0))
  if (wrong >= 0) throw new RangeError(`The latency of network ${wrong} is ${latencies[wrong]}, not above 0.`)
  let best: { name: string; fit: Fitter; error: number } = { name: 'sum', fit: fitSum, error: Infinity }
  if (latencies.length >= 2 * folds) {
    const consider = async (name: string, fit: Fitter) => {
      const error = await heldOutError(fit, totals, latencies, options)
      if (error < worth * best.error) best = { name, fit, error }
    }
    for (const [name, fit] of plainForms) await consider(name, fit)
    const { name, fit, error } = best
    if (error > negligible) await consider(`${name} and residual`, withResidual(fit))
  }
  return { form: best.name, predict: await best.fit(totals, latencies, options) }
}

async function heldOutError(
  fit: Fitter,
  totals: NetworkTotals,
  latencies: Float64Array,
  options: FitOptions,
): Promise<number> {
  const order = shuffled(randomStream(options.seed), [...latencies.keys()])
  let error = 0
  for (let fold = 0; fold < folds; fold++) {
    const learning = order.filter((_, place) => place % folds !== fold)
    const held = order.filter((_, place) => place % folds === fold)
    const form = await fit(totalsAt(totals, learning), timesAt(latencies, learning), options)
    const predicted = form(totalsAt(totals, held))
    for (const [row, place] of held.entries())
      error += Math.abs((predicted[row] as number) / (latencies[place] as number) - 1)
  }
  return error / latencies.length
}

const withResidual =
  (fit: Fitter): Fitter =>
  async (totals, latencies, options) => {
    const form = await fit(totals, latencies, options)
    const first = form(totals)
    const ratios = latencies.map((latency, row) => latency / (first[row] as number))
    const residual = await residualLearner.fit({ inputs: totals.traits, targets: ratios }, quiet(options))
    return (others) => {
      const ratio = residual.predict(others.traits)
      return form(others).map((time, row) => time * (ratio[row] as number))
    }
  }

const timesAt = (times: Float64Array, places: readonly number[]): Float64Array =>
  Float64Array.from(places, (place) => times[place] as number)

/** The networks at the given places, in that order. */
export const totalsAt = (totals: NetworkTotals, places: readonly number[]): NetworkTotals => ({
  sums: timesAt(totals.sums, places),
  counts: rowsAt(totals.counts, places),
  traits: rowsAt(totals.traits, places),
})
