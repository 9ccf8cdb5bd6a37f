import type { Matrix } from '../matrix.ts'
import type { LinearModel } from '../regressors/linear/linear-model.ts'
import { NonNegativeLinear } from '../regressors/linear/non-negative.ts'
import { quiet, type FormFitter, type NetworkTotals, type OverheadForm } from './forms.ts'

const learner = new NonNegativeLinear()

/** A constant, the sum of kernels and each count add up, none with a weight below 0. */
export const fitSum: FormFitter = async (totals, latencies, options) =>
  sumForm(await learner.fit({ inputs: withSums(totals), targets: latencies }, quiet(options)))

/** Degrees of freedom of the Student-t noise, rounds of reweighting, and the least scale of relative errors. */
const [freedom, reweightings, leastScale] = [2, 6, 1e-3]

/**
 * The same where some latencies are off: a host is held up now and then, and never the other way round. Weights of
 * Student-t noise, found in turns with the sum.
 */
export const fitRobustSum: FormFitter = async (totals, latencies, options) => {
  const inputs = withSums(totals)
  let linear = await learner.fit({ inputs, targets: latencies }, quiet(options))
  for (let round = 0; round < reweightings; round++) {
    const errors = linear.predict(inputs).map((value, row) => value / (latencies[row] as number) - 1)
    const scale = leastScale + medianSize(errors) / medianOfNormal
    const weights = errors.map((error) => (freedom + 1) / (freedom + (error / scale) ** 2))
    linear = await learner.fit({ inputs, targets: latencies, weights }, quiet(options))
  }
  return sumForm(linear)
}

/** Median size of numbers of deviation 1. */
const medianOfNormal = 0.6745
const medianSize = (values: Float64Array): number => values.map(Math.abs).sort()[values.length >> 1] ?? 0

const sumForm = (linear: LinearModel): OverheadForm => ({
  predict: (totals) => linear.predict(withSums(totals)),
  toJSON: () => ({ kind: 'sum', linear: linear.toJSON() }),
})

/** @throws {RangeError} where the JSON is damaged */
export const loadSum = (linear: unknown): OverheadForm => sumForm(learner.load(linear))

function withSums({ sums, counts }: NetworkTotals): Matrix {
  const columns = counts.columns + 1
  const values = new Float64Array(sums.length * columns)
  for (const [row, sum] of sums.entries()) {
    values[row * columns] = sum
    values.set(counts.values.subarray(row * counts.columns, (row + 1) * counts.columns), row * columns + 1)
  }
  return { rows: sums.length, columns, values }
}
