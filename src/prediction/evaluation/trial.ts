import type { FlowGraph } from '../graphs/flow-graph.ts'
import { intervalDeviations } from '../interval.ts'
import { accuracyOf, intervalQuality, type Accuracy, type IntervalQuality } from '../metrics.ts'
import type { SpreadLearner } from '../regressors/spread-model.ts'

/** Networks whose latency was measured; lists are equally long. */
export interface MeasuredGraphs {
  readonly graphs: readonly FlowGraph[]
  /** Equal texts for networks that compute the same. */
  readonly computations: readonly string[]
  readonly latenciesMs: Float64Array
}

/** How one fit did on networks that it had not seen. */
export interface Trial {
  readonly seed: number
  readonly trainingRows: number
  readonly all: Accuracy
  /** Only test networks without a copy among the training networks; null where there are none. */
  readonly newComputations: Accuracy | null
  /** Intervals of 90 %. */
  readonly interval: IntervalQuality
  readonly fitMs: number
  readonly predictMs: number
}

/** The rows at the given places. */
export const rowsAtPlaces = (table: MeasuredGraphs, places: readonly number[]): MeasuredGraphs => ({
  graphs: places.flatMap((place) => table.graphs[place] ?? []),
  computations: places.flatMap((place) => table.computations[place] ?? []),
  latenciesMs: Float64Array.from(places, (place) => table.latenciesMs[place] as number),
})

/** Fits on some networks and judges on others. */
export async function runTrial(
  learner: SpreadLearner<readonly FlowGraph[]>,
  training: MeasuredGraphs,
  test: MeasuredGraphs,
  seed: number,
): Promise<Trial> {
  const start = performance.now()
  const targets = training.latenciesMs.map(Math.log)
  const model = await learner.fit({ inputs: training.graphs, targets }, { seed })
  const fitted = performance.now()
  const { means, deviations } = model.predictSpread(test.graphs)
  const done = performance.now()
  const predicted = means.map(Math.exp)
  const width = intervalDeviations(model.heldOutErrors())
  const end = (side: number) =>
    means.map((mean, row) => Math.exp(mean + side * width * (deviations[row] as number)))
  const known = new Set(training.computations)
  const unseen = test.computations.flatMap((computation, place) => (known.has(computation) ? [] : [place]))
  const pick = (values: Float64Array) => Float64Array.from(unseen, (place) => values[place] as number)
  return {
    seed,
    trainingRows: training.graphs.length,
    all: accuracyOf(predicted, test.latenciesMs),
    newComputations: unseen.length > 0 ? accuracyOf(pick(predicted), pick(test.latenciesMs)) : null,
    interval: intervalQuality(end(-1), end(1), predicted, test.latenciesMs),
    fitMs: fitted - start,
    predictMs: done - fitted,
  }
}
