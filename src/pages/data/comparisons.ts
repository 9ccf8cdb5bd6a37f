import { variantLabel } from '../../app/labels.ts'
import type { Measurement, PlatformRecord } from '../../dataset/record.ts'
import type { MeasurementRow } from '../../dataset/row.ts'
import { deviceKey, pairsOf, ratioOf, type Ratio, type Timed } from '../../measurement/ablation.ts'
import { formatNumber } from '../../ui/format.ts'

interface Comparison {
  /** The measurement of the other way. */
  readonly id: string
  /** What is other: `not fused`, `im2col`. */
  readonly label: string
  /** `1.42× slower`, or that they do not differ. */
  readonly sentence: string
  /** `1.38 to 1.46`. */
  readonly interval: string
}

type Row = Timed & { readonly id: string }

/**
 * How other ways of running a network compare with the standard one, on the engine and the device of a measurement.
 * @param rows everything that was measured of the network
 */
export function comparisonsOf(
  rows: readonly MeasurementRow[],
  { platformId, configuration }: Measurement,
  platforms: ReadonlyMap<string, PlatformRecord>,
): Comparison[] {
  const deviceOf = (id: string) => {
    const platform = platforms.get(id)
    return platform ? deviceKey(platform) : id
  }
  const device = deviceOf(platformId)
  const { backend, threads } = configuration
  const here = rows.flatMap((row): Row[] => {
    const isHere =
      row.configuration.backend === backend &&
      row.configuration.threads === threads &&
      deviceOf(row.platformId) === device
    return isHere && row.latencyMs ? [{ ...row, device, time: row.latencyMs, campaignId: null }] : []
  })
  return pairsOf(here).map((pair) => {
    const { id, configuration: other } = pair.variant
    return { id, label: variantLabel(other), ...inWords(ratioOf(pair)) }
  })
}

/** A ratio whose interval holds 1 shows no difference. */
function inWords({ ratio, low, high }: Ratio): Pick<Comparison, 'sentence' | 'interval'> {
  const interval = (from: number, to: number) => `${formatNumber(from)} to ${formatNumber(to)}`
  if (low <= 1 && high >= 1) return { sentence: 'no difference seen', interval: interval(low, high) }
  if (ratio > 1) return { sentence: `${formatNumber(ratio)}× slower`, interval: interval(low, high) }
  return { sentence: `${formatNumber(1 / ratio)}× faster`, interval: interval(1 / high, 1 / low) }
}
