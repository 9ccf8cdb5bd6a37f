import type { Dataset, Measurement, Timing } from '../../src/dataset/record.ts'
import { ablationsOf, deviceKey, pairsOf, type Ablation, type Timed } from '../../src/measurement/ablation.ts'
import { textTable } from './table.ts'
import { configurationName, itemsOf } from './tally.ts'

const head = ['beside the standard way', 'n', 'latency', 'middle half', 'per inference', 'middle half']
const isNumber = [false, true, true, true, true, true]

/**
 * How many times as long the networks of the latest run take without fusion, or with other programs, than the standard
 * way on the same backend: the median over the networks. Null where nothing was measured both ways.
 */
export function ablationTable(dataset: Dataset): string | null {
  const latencies = summed(dataset, ({ latencyMs }) => latencyMs)
  if (latencies.length === 0) return null
  const perInference = new Map(
    summed(dataset, ({ perInferenceMs }) => perInferenceMs).map((one) => [nameOf(one), one]),
  )
  const rows = latencies.map((latency) => {
    const batched = perInference.get(nameOf(latency))
    return [
      nameOf(latency),
      String(latency.n),
      ...partsOf(latency),
      ...(batched ? partsOf(batched) : ['', '']),
    ]
  })
  return textTable([head, ...rows], isNumber)
}

const nameOf = ({ configuration }: Ablation): string => configurationName(configuration)

const partsOf = ({ ratio, quartiles: [low, high] }: Ablation): string[] => [
  `${ratio.median.toFixed(3)} (${ratio.low.toFixed(3)} to ${ratio.high.toFixed(3)})`,
  `${low.toFixed(3)} to ${high.toFixed(3)}`,
]

function summed(
  dataset: Dataset,
  timingOf: (measured: Extract<Measurement, { status: 'ok' }>) => Timing,
): Ablation[] {
  const devices = new Map(dataset.platforms.map((platform) => [platform.id, deviceKey(platform)]))
  const items = itemsOf(dataset).flatMap((item): Timed[] => {
    if (item.status !== 'ok') return []
    const { architectureId, platformId, configuration, measuredAt, context } = item
    const device = devices.get(platformId) ?? platformId
    const { campaignId } = context
    return [{ architectureId, device, configuration, measuredAt, campaignId, time: timingOf(item) }]
  })
  return ablationsOf(pairsOf(items))
}
