import { cellOfDigits, type KnownCell } from '../graphs/cell-graph.ts'
import { accuracyOf } from '../metrics.ts'
import { predictByCopies } from '../noise-ceiling.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { Method } from './method.ts'
import type { Ceiling, Score } from './score.ts'
import type { Split } from './splits.ts'
import { rowsAtPlaces, runTrial, type Measured } from './trial.ts'

/** A cell of a public table. */
export interface CellItem extends KnownCell {
  /** Such as `421211`. */
  readonly digits: string
}

/** What scores of whole networks are called. */
export const cellSubjects = {
  all: 'networks',
  seen: 'seen computations',
  unseen: 'new computations',
} as const

/**
 * Cells of a public table with one device's latencies. Rows that were not measured are left out.
 * @param digits the cell of each row
 * @param latenciesMs NaN where not measured
 * @returns the rows, and for each its place in the table
 * @throws {RangeError} that quotes the digits or the latency that is wrong
 */
export function measuredCells(
  digits: readonly string[],
  latenciesMs: Float64Array,
): Measured<CellItem> & { readonly places: readonly number[] } {
  const places = digits.flatMap((_, place) => (Number.isNaN(latenciesMs[place]) ? [] : [place]))
  const wrong = places.find((place) => !((latenciesMs[place] as number) > 0))
  if (wrong !== undefined)
    throw new RangeError(`The latency of row ${wrong} is ${latenciesMs[wrong]}, not above 0.`)
  return {
    places,
    items: places.map((place) => ({ digits: digits[place] ?? '', ...cellOfDigits(digits[place] ?? '') })),
    latencies: Float64Array.from(places, (place) => latenciesMs[place] as number),
  }
}

/**
 * Protocols E1 and E2 on one device, one split: every method is fitted on the training rows and judged on the test
 * rows, on those with a copy among the training rows, and on those without.
 * @param onScore called with the score of all test rows as soon as it is known
 */
export async function cellScores(
  methods: readonly Method<CellItem>[],
  device: string,
  table: Measured<CellItem>,
  { seed, training, test }: Split,
  onScore?: (score: Score) => void,
  { signal }: Pick<FitOptions, 'signal'> = {},
): Promise<Score[]> {
  const known = new Set(training.map((place) => table.items[place]?.computation))
  const isSeen = (place: number) => known.has(table.items[place]?.computation)
  const placesWhere = (wanted: (place: number) => boolean) =>
    test.flatMap((place, row) => (wanted(place) ? [row] : []))
  const trial = {
    device,
    training: rowsAtPlaces(table, training),
    test: rowsAtPlaces(table, test),
    subjects: [
      { name: cellSubjects.all, places: placesWhere(() => true) },
      { name: cellSubjects.seen, places: placesWhere(isSeen) },
      { name: cellSubjects.unseen, places: placesWhere((place) => !isSeen(place)) },
    ],
  }
  const scores: Score[] = []
  for (const method of methods) {
    const found = await runTrial(method, trial, { seed, ...(signal && { signal }) })
    if (found[0]) onScore?.(found[0])
    scores.push(...found)
  }
  return scores
}

/** What copies of the same network say of each other, over all rows that have one; nothing where none has. */
export function cellCeiling(device: string, { items, latencies }: Measured<CellItem>): Ceiling[] {
  const { places, predicted } = predictByCopies(
    items.map(({ computation }) => computation),
    latencies,
  )
  if (places.length === 0) return []
  const measured = Float64Array.from(places, (place) => latencies[place] as number)
  const accuracy = accuracyOf(predicted, measured)
  return [{ device, method: 'noise ceiling: copies', subject: cellSubjects.all, accuracy }]
}
