import { cellOfDigits } from '../graphs/cell-graph.ts'
import { accuracyOf, type Accuracy } from '../metrics.ts'
import { predictByCopies } from '../noise-ceiling.ts'
import type { FlowGraph } from '../graphs/flow-graph.ts'
import type { SpreadLearner } from '../regressors/spread-model.ts'
import { publishedCells, type Published } from './published.ts'
import type { Split } from './splits.ts'
import { rowsAtPlaces, runTrial, type MeasuredGraphs, type Trial } from './trial.ts'

/** All trials on one device. */
export interface DeviceResult {
  readonly device: string
  readonly trials: readonly Trial[]
  /** What copies of the same network say of each other, over all rows that have one. */
  readonly ceiling: Accuracy | null
  readonly published: readonly Published[]
}

/**
 * Cells of a public table with one device's latencies. Rows that were not measured are left out.
 * @param digits the cell of each row, such as `421211`
 * @param latenciesMs NaN where not measured
 * @returns the rows, and for each its place in the table
 * @throws {RangeError} that quotes the digits or the latency that is wrong
 */
export function measuredCells(
  digits: readonly string[],
  latenciesMs: Float64Array,
): MeasuredGraphs & { readonly places: readonly number[] } {
  const places = digits.flatMap((_, place) => (Number.isNaN(latenciesMs[place]) ? [] : [place]))
  const wrong = places.find((place) => !((latenciesMs[place] as number) > 0))
  if (wrong !== undefined)
    throw new RangeError(`The latency of row ${wrong} is ${latenciesMs[wrong]}, not above 0.`)
  const cells = places.map((place) => cellOfDigits(digits[place] ?? ''))
  return {
    places,
    graphs: cells.map(({ graph }) => graph),
    computations: cells.map(({ computation }) => computation),
    latenciesMs: Float64Array.from(places, (place) => latenciesMs[place] as number),
  }
}

/** Protocols E1 and E2: one trial for each split. @param onTrial called after each */
export async function evaluateDevice(
  learner: SpreadLearner<readonly FlowGraph[]>,
  device: string,
  table: MeasuredGraphs,
  splits: readonly Split[],
  onTrial?: (trial: Trial) => void,
): Promise<DeviceResult> {
  const trials: Trial[] = []
  for (const { seed, training, test } of splits) {
    const trial = await runTrial(learner, rowsAtPlaces(table, training), rowsAtPlaces(table, test), seed)
    trials.push(trial)
    onTrial?.(trial)
  }
  const copies = predictByCopies(table.computations, table.latenciesMs)
  const ceiling =
    copies.places.length > 0
      ? accuracyOf(copies.predicted, rowsAtPlaces(table, copies.places).latenciesMs)
      : null
  const isComparable = trials.some(({ trainingRows }) => trainingRows === 900)
  return { device, trials, ceiling, published: isComparable ? (publishedCells[device] ?? []) : [] }
}
