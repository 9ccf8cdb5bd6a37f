import { checkPair } from './pairs.ts'
import { kendall, spearman } from './rank-correlation.ts'

/** How good predictions of latencies are. Shares are plain numbers: 0.05 is 5 %. */
export interface Accuracy {
  readonly n: number
  /** Mean absolute percentage error. */
  readonly mape: number
  /** Median of the same: for tables with wild outliers. */
  readonly medianApe: number
  /** Root of the mean squared percentage error. */
  readonly rmspe: number
  /** Share of the predictions at most so far from what was measured. */
  readonly within1: number
  readonly within5: number
  readonly within10: number
  /** Correlation of ranks, equal values with the mean of their ranks; NaN where all values are equal. */
  readonly spearman: number
  /** Kendall's tau-b; NaN where all values are equal. */
  readonly kendall: number
}

/**
 * All measures at once; formulas in METHODS.md.
 * @param measured above 0
 * @throws {RangeError} where the lists are empty or not equally long, or a value is not what it has to be
 */
export function accuracyOf(predicted: Float64Array, measured: Float64Array): Accuracy {
  const errors = percentageErrors(predicted, measured)
  return {
    n: errors.length,
    mape: mean(errors),
    medianApe: median(errors),
    rmspe: Math.sqrt(mean(errors.map((error) => error * error))),
    within1: shareWithin(errors, 0.01),
    within5: shareWithin(errors, 0.05),
    within10: shareWithin(errors, 0.1),
    spearman: spearman(predicted, measured),
    kendall: kendall(predicted, measured),
  }
}

/** Absolute errors as shares of what was measured. */
export function percentageErrors(predicted: Float64Array, measured: Float64Array): Float64Array {
  checkPair(predicted, measured)
  const wrong = measured.findIndex((value) => !(value > 0))
  if (wrong >= 0) throw new RangeError(`Measured value ${wrong} is ${measured[wrong]}, not above 0.`)
  return predicted.map((value, index) => Math.abs(value / (measured[index] as number) - 1))
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length

function median(values: Float64Array): number {
  const sorted = values.slice().sort()
  const half = sorted.length >> 1
  const upper = sorted[half] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2
}

/** At most: an error of exactly the limit is within. */
export const shareWithin = (errors: Float64Array, limit: number): number =>
  errors.filter((error) => error <= limit).length / errors.length

/** Intervals of predictions against what was measured. */
export interface IntervalQuality {
  /** Share of what was measured that lies within, ends included. */
  readonly coverage: number
  /** Median of upper end over prediction, minus 1: half the width of an interval that is symmetric in the logarithm. */
  readonly halfWidth: number
}

/** @throws {RangeError} where the lists are empty or not equally long */
export function intervalQuality(
  lower: Float64Array,
  upper: Float64Array,
  predicted: Float64Array,
  measured: Float64Array,
): IntervalQuality {
  for (const list of [lower, upper, predicted]) checkPair(list, measured)
  const covered = measured.filter(
    (value, index) => value >= (lower[index] as number) && value <= (upper[index] as number),
  )
  return {
    coverage: covered.length / measured.length,
    halfWidth: median(upper.map((end, index) => end / (predicted[index] as number) - 1)),
  }
}

/**
 * What choosing by predictions costs: measured latency of the one predicted fastest over that of the fastest, minus 1.
 * Of equal predictions the first is chosen.
 */
export function regret(predicted: Float64Array, measured: Float64Array): number {
  checkPair(predicted, measured)
  const chosen = predicted.indexOf(predicted.reduce((least, value) => Math.min(least, value)))
  return (measured[chosen] as number) / measured.reduce((least, value) => Math.min(least, value)) - 1
}
