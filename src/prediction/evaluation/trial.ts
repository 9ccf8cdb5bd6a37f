import { accuracyOf, intervalQuality } from '../metrics.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { Forecasts, Method } from './method.ts'
import type { Score } from './score.ts'

/** Items whose latency was measured; lists are equally long. */
export interface Measured<Item> {
  readonly items: readonly Item[]
  /** Above 0. */
  readonly latencies: Float64Array
}

/** One fit and what it is judged by. */
export interface Trial<Item> {
  readonly device: string
  readonly training: Measured<Item>
  readonly test: Measured<Item>
  /** What the scores are called, and which of the test rows each judges. */
  readonly subjects: readonly { readonly name: string; readonly places: readonly number[] }[]
}

/** The rows at the given places. */
export const rowsAtPlaces = <Item>(
  { items, latencies }: Measured<Item>,
  places: readonly number[],
): Measured<Item> => ({
  items: places.map((place) => items[place] as Item),
  latencies: Float64Array.from(places, (place) => latencies[place] as number),
})

/** Fits a method on some items and judges it on others: a score for each subject that has rows. */
export async function runTrial<Item>(
  method: Method<Item>,
  { device, training, test, subjects }: Trial<Item>,
  options: FitOptions,
): Promise<Score[]> {
  const start = performance.now()
  const forecast = await method.fit(training.items, training.latencies, options)
  const fitMs = performance.now() - start
  const forecasts = forecast(test.items)
  return subjects
    .filter(({ places }) => places.length > 0)
    .map(({ name, places }) => ({
      ...{ device, method: method.name, subject: name, seed: options.seed },
      trainingRows: training.items.length,
      ...judged(forecasts, test.latencies, places),
      fitMs,
    }))
}

function judged(
  { latencies, interval }: Forecasts,
  measured: Float64Array,
  places: readonly number[],
): Pick<Score, 'accuracy' | 'interval'> {
  const at = (values: Float64Array) => Float64Array.from(places, (place) => values[place] as number)
  const [predicted, truth] = [at(latencies), at(measured)]
  return {
    accuracy: accuracyOf(predicted, truth),
    interval: interval && intervalQuality(at(interval.lower), at(interval.upper), predicted, truth),
  }
}
