import { mean, medianAbsoluteDeviation, sampleStandardDeviation } from 'simple-statistics'
import type { KernelTime } from '../dataset/kernel-schema.ts'
import { fewestForInterval, medianInterval, outlierDistance, relativeHalfWidth } from './statistics.ts'

/** Where the step of the clock is a larger share of the time than this, its mean is told instead of its median. */
export const coarseShare = 0.02
/** Two-sided 95 % point of the normal distribution. */
const z = 1.959964

/**
 * Location and 95 % interval of the readings of one kernel. Median with order statistics where the clock is fine. The
 * readings of a coarse clock are multiples of its step, and so is their median; their mean is right, because the step
 * falls at random (a kernel of d shows floor(d / step) steps or one more). Its interval is Student's t, with a spread of
 * at least what the step itself makes (Agresti and Coull's share of the readings with one step more): equal readings of
 * a coarse clock prove nothing.
 *
 * @param readingsMs in any order, each of one dispatch
 * @param stepMs step of the clock in such a reading
 * @returns rounded to five digits; null where there is no reading
 */
export function kernelTimeOf(readingsMs: readonly number[], stepMs: number): KernelTime | null {
  if (readingsMs.length === 0) return null
  const { median, low, high } = medianInterval(readingsMs)
  const counted = withoutOutliers(readingsMs, median, stepMs)
  const middle = mean(counted)
  if (stepMs > coarseShare * Math.max(0, middle)) return timeOf('mean', meanInterval(counted, middle, stepMs))
  return timeOf('median', [median, low, high, readingsMs.length])
}

type Found = readonly [ms: number, low: number, high: number, n: number]

const timeOf = (statistic: KernelTime['statistic'], [ms, low, high, n]: Found): KernelTime => ({
  ms: recorded(ms),
  low: recorded(low),
  high: recorded(high),
  n,
  statistic,
})

/** The step alone moves a reading by one step: whole steps are no outliers. */
function withoutOutliers(readingsMs: readonly number[], median: number, stepMs: number): number[] {
  const spread = Math.max(stepMs, medianAbsoluteDeviation([...readingsMs]))
  return readingsMs.filter((reading) => Math.abs(reading - median) <= outlierDistance * spread)
}

/** Half of the interval as a share of the time; infinite for a time of 0. */
export const relativeWidthOf = ({ ms, low, high }: KernelTime): number =>
  relativeHalfWidth({ median: ms, low, high })

/** As a record keeps it: five digits, which no clock of a browser has, and never below zero. */
export const recorded = (timeMs: number): number => Math.max(0, Number(timeMs.toPrecision(5)))

function meanInterval(readingsMs: readonly number[], middle: number, stepMs: number): Found {
  const n = readingsMs.length
  if (n < fewestForInterval) return [middle, Math.min(...readingsMs), Math.max(...readingsMs), n]
  const steps = middle / stepMs
  const above = ((steps - Math.floor(steps)) * n + 2) / (n + 4)
  const stepSpread = stepMs * Math.sqrt(above * (1 - above))
  const spread = Math.max(sampleStandardDeviation([...readingsMs]), stepSpread)
  const half = (studentPoint(n - 1) * spread) / Math.sqrt(n)
  return [middle, middle - half, middle + half, n]
}

/**
 * Two-sided 95 % point of Student's t, from that of the normal distribution (Cornish and Fisher; Abramowitz and Stegun
 * 26.7.5): within 0.1 % from 5 degrees of freedom on, the fewest that occur.
 */
function studentPoint(degrees: number): number {
  const [a, b] = [(z ** 3 + z) / 4, (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96]
  const c = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  return z + a / degrees + b / degrees ** 2 + c / degrees ** 3
}
