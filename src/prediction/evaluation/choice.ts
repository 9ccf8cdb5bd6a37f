import { cellFlops } from '../baselines/cells.ts'
import { whatToMeasure } from '../choice/what-to-measure.ts'
import { stratifiedPlaces } from '../choice/strata.ts'
import { graphScalars, kindsOf } from '../graphs/scalars.ts'
import { matrixOf, rowsAt } from '../matrix.ts'
import { accuracyOf, intervalQuality } from '../metrics.ts'
import { randomStream, shuffled } from '../../spaces/random.ts'
import type { Method } from './method.ts'
import type { CellItem } from './nasbench201.ts'
import type { Score } from './score.ts'
import type { Measured } from './trial.ts'

/** Candidates are a random part of the table, as a browser draws a few and not all; others are judged. */
export const poolRows = 400
const testRows = 2000
/** After so many are measured, the next are chosen anew. */
const batch = 10

/** How networks are chosen, by name. */
export const designs = ['random', 'stratified by FLOPs', 'variance per second'] as const
type Design = (typeof designs)[number]

/** The first rows to measure, in order. A longer list of the random and the variance design begins with the shorter. */
function chosenRows(
  design: Design,
  { items, latencies }: Measured<CellItem>,
  pool: readonly number[],
  count: number,
  seed: number,
): number[] {
  if (design === 'random') return pool.slice(0, count)
  const cells = pool.flatMap((row) => items[row] ?? [])
  const costs = Float64Array.from(cells, ({ digits }) => cellFlops(digits))
  if (design === 'stratified by FLOPs')
    return stratifiedPlaces(costs, count, seed).map((place) => pool[place] as number)
  const graphs = cells.map(({ graph }) => graph)
  const features = matrixOf(graphScalars(graphs, kindsOf(graphs)))
  const chosen: number[] = []
  while (chosen.length < count) {
    const open = [...pool.keys()].filter((place) => !chosen.includes(place))
    const measured = {
      features: rowsAt(features, chosen),
      latenciesMs: Float64Array.from(chosen, (place) => latencies[pool[place] as number] as number),
    }
    const candidates = {
      features: rowsAt(features, open),
      costs: Float64Array.from(open, (place) => costs[place] as number),
      // Sampling goes on until it is sure or for a fixed time, which is the same for all networks of this size.
      seconds: new Float64Array(open.length).fill(1),
    }
    const wish = { count: Math.min(batch, count - chosen.length), seed: seed + chosen.length, measured }
    chosen.push(...whatToMeasure(candidates, wish).map(({ place }) => open[place] as number))
  }
  return chosen.map((place) => pool[place] as number)
}

/**
 * How well a learner predicts what it was not taught, for each way of choosing what it is taught.
 * @throws {RangeError} where the table is too small
 */
export async function choiceScores(
  method: Method<CellItem>,
  device: string,
  table: Measured<CellItem>,
  counts: readonly number[],
  seed: number,
): Promise<Score[]> {
  const rows = table.items.length
  if (rows < poolRows + testRows || counts.some((count) => count > poolRows))
    throw new RangeError(
      `${poolRows} candidates, of which at most as many are chosen, and ${testRows} rows to judge by do not fit ${rows} rows.`,
    )
  const order = shuffled(
    randomStream(seed),
    Array.from({ length: rows }, (_, row) => row),
  )
  const [pool, test] = [order.slice(0, poolRows), order.slice(poolRows, poolRows + testRows)]
  const itemsAt = (places: readonly number[]) => places.flatMap((row) => table.items[row] ?? [])
  const latenciesAt = (places: readonly number[]) =>
    Float64Array.from(places, (row) => table.latencies[row] as number)
  const measured = latenciesAt(test)
  const scores: Score[] = []
  for (const design of designs)
    for (const count of counts) {
      const training = chosenRows(design, table, pool, count, seed)
      const start = performance.now()
      const forecast = await method.fit(itemsAt(training), latenciesAt(training), { seed })
      const fitMs = performance.now() - start
      const { latencies, interval } = forecast(itemsAt(test))
      scores.push({
        ...{ device, method: design, subject: 'networks', seed, trainingRows: count, fitMs },
        accuracy: accuracyOf(latencies, measured),
        interval: interval && intervalQuality(interval.lower, interval.upper, latencies, measured),
      })
    }
  return scores
}
