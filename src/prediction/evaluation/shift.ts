import { numberIn, type TableRow } from './table-row.ts'
import { tableMethod, withInterval, type Method } from './method.ts'
import { matrixOf } from '../matrix.ts'
import { LeastSquares } from '../baselines/least-squares.ts'
import { LogTarget } from '../log-target.ts'
import { NonNegativeLinear } from '../regressors/linear/non-negative.ts'
import { tabularLearners } from '../regressors/tabular.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { Score } from './score.ts'
import { fixedTestSplit } from './splits.ts'
import { rowsAtPlaces, runTrial, type Measured } from './trial.ts'

/** All that the public tables tell of a synthetic network. */
export interface SizedNetwork {
  readonly flops: number
  /** Of the file, in bytes. */
  readonly size: number
}

/** What scores of protocol E4 are called: networks like those that were learnt from, and those that people use. */
export const shiftSubjects = { like: 'synthetic networks', real: 'real networks' } as const

/**
 * Networks of a table with the columns flops, size and `DEVICE|mean`; those without a latency are left out.
 * @param device such as `pixel4|gpu|float`
 * @throws {RangeError} where a column is missing, or a number is none or not above 0
 */
export function sizedNetworks(rows: readonly TableRow[], device: string): Measured<SizedNetwork> {
  const column = `${device}|mean`
  const measured = rows.filter((row) => row[column] !== '')
  const above0 = (row: TableRow, name: string): number => {
    const value = numberIn(row, name)
    if (value > 0) return value
    throw new RangeError(`"${value}" in column ${name} is not above 0.`)
  }
  return {
    items: measured.map((row) => ({ flops: above0(row, 'flops'), size: above0(row, 'size') })),
    latencies: Float64Array.from(measured, (row) => above0(row, column)),
  }
}

const sums = (items: readonly SizedNetwork[]) => matrixOf(items.map(({ flops, size }) => [flops, size]))
const logarithms = (items: readonly SizedNetwork[]) =>
  matrixOf(items.map(({ flops, size }) => [Math.log(flops), Math.log(size), Math.log(flops / size)]))

/** Two numbers of a network say little: all of these are baselines of what knows its graph. */
export const shiftMethods: readonly Method<SizedNetwork>[] = [
  tableMethod(
    'FLOPs',
    (items: readonly SizedNetwork[]) => matrixOf(items.map(({ flops }) => [flops])),
    new NonNegativeLinear(),
  ),
  tableMethod('FLOPs and size', sums, new NonNegativeLinear()),
  tableMethod('power law', logarithms, new LogTarget(new LeastSquares())),
  tableMethod('forest', logarithms, tabularLearners.forest()),
  tableMethod('boosted trees', logarithms, tabularLearners.boosting()),
].map((method) => withInterval({ ...method, name: `baseline: ${method.name}` }))

/**
 * Protocol E4 on one device: learnt from some of the first synthetic networks, judged by the last of them and by real
 * ones.
 * @throws {RangeError} where there are not so many
 */
export async function shiftScores(
  device: string,
  { synthetic, real }: { synthetic: Measured<SizedNetwork>; real: Measured<SizedNetwork> },
  { trainingRows, testRows }: { trainingRows: number; testRows: number },
  options: FitOptions,
): Promise<Score[]> {
  const rows = synthetic.items.length
  const { training, test } = fixedTestSplit(rows, trainingRows, testRows, options.seed)
  const like = rowsAtPlaces(synthetic, test)
  const both = {
    items: [...like.items, ...real.items],
    latencies: Float64Array.of(...like.latencies, ...real.latencies),
  }
  const places = [...both.items.keys()]
  const trial = {
    ...{ device, training: rowsAtPlaces(synthetic, training), test: both },
    subjects: [
      { name: shiftSubjects.like, places: places.slice(0, test.length) },
      { name: shiftSubjects.real, places: places.slice(test.length) },
    ],
  }
  const scores: Score[] = []
  for (const method of shiftMethods) scores.push(...(await runTrial(method, trial, options)))
  return scores
}
