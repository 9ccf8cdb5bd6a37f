import { ascending, quantileSorted } from 'd3-array'
import { logBins, type Bin } from './log-bins.ts'

/** What a row of the distribution plot says about its values. */
export interface Distribution {
  readonly n: number
  readonly least: number
  readonly lowerQuartile: number
  readonly median: number
  readonly upperQuartile: number
  readonly most: number
  readonly bins: readonly Bin[]
}

/** Null where there is no positive value. */
export function distributionOf(
  values: readonly number[],
  domain: readonly [number, number],
  bins: number,
): Distribution | null {
  const sorted = values.filter((value) => value > 0 && Number.isFinite(value)).sort(ascending)
  const at = (share: number) => quantileSorted(sorted, share) ?? NaN
  if (sorted.length === 0) return null
  return {
    n: sorted.length,
    least: at(0),
    lowerQuartile: at(0.25),
    median: at(0.5),
    upperQuartile: at(0.75),
    most: at(1),
    bins: logBins(sorted, domain, bins),
  }
}
