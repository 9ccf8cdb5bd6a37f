import { accuracyOf, intervalQuality } from '../metrics.ts'
import type { Score } from './score.ts'

/** Ends of intervals, one for each prediction. */
export interface Interval {
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/** Intervals that are symmetric in the logarithm. */
export const around = (values: Float64Array, halfWidth: number): Interval => ({
  lower: values.map((value) => value * Math.exp(-halfWidth)),
  upper: values.map((value) => value * Math.exp(halfWidth)),
})

/** What was predicted and what was measured of the same, fold after fold. */
export class ScoreTally {
  readonly #predicted: number[] = []
  readonly #measured: number[] = []
  readonly #lower: number[] = []
  readonly #upper: number[] = []

  get count(): number {
    return this.#measured.length
  }

  /** @param interval null for all folds or for none */
  add(predicted: Float64Array, measured: Float64Array, interval: Interval | null): void {
    append(this.#predicted, predicted)
    append(this.#measured, measured)
    if (!interval) return
    append(this.#lower, interval.lower)
    append(this.#upper, interval.upper)
  }

  /** Of all folds together. @throws {RangeError} where there was nothing */
  judged(): Pick<Score, 'accuracy' | 'interval'> {
    const array = (list: readonly number[]) => Float64Array.from(list)
    const [predicted, measured] = [array(this.#predicted), array(this.#measured)]
    return {
      accuracy: accuracyOf(predicted, measured),
      interval:
        this.#lower.length > 0
          ? intervalQuality(array(this.#lower), array(this.#upper), predicted, measured)
          : null,
    }
  }
}

/** One at a time: a call takes only so many arguments. */
function append(list: number[], values: Float64Array): void {
  for (const value of values) list.push(value)
}
