import type { CanonicalGraph } from '../../architecture/canonical.ts'
import type { Reading } from '../../charts/reading.ts'
import { rooflineSummary, type Roof } from '../../charts/roofline.ts'
import { countOf, formatCount, formatMs, formatNumber, formatShare } from '../../ui/format.ts'
import { timeText } from './kernel-table.ts'
import {
  layerOperations,
  totalMs,
  shortUnitLabel,
  type DistinctWork,
  type KernelUnit,
  type TimeSource,
} from './kernel-units.ts'

const sourceWords: Readonly<Record<TimeSource, string>> = {
  'in-network': 'timed inside of an inference',
  isolated: 'each repeated alone',
}

/** What a waterfall says, in words. */
export function waterfallSummary(units: readonly KernelUnit[], source: TimeSource): string {
  const total = totalMs(units)
  const layers = new Set(units.map(({ layer }) => layer)).size
  const kernels = units.reduce((sum, { calls }) => sum + calls.length, 0)
  const longest = units.reduce<KernelUnit | undefined>(
    (best, unit) => ((unit.time?.ms ?? 0) > (best?.time?.ms ?? 0) ? unit : best),
    undefined,
  )
  const most = longest?.time
    ? ` The longest is ${longest.layer}: ${formatMs(longest.time.ms)} (${formatShare(longest.time.ms / total)}).`
    : ''
  const untimed = units.filter(({ time }) => time === null).length
  const without =
    untimed === 0
      ? ''
      : ` ${countOf(untimed, 'has no valid time and counts', 'have no valid time and count')} as nothing.`
  return `${countOf(kernels, 'kernel', 'kernels')} of ${countOf(layers, 'layer', 'layers')}, ${sourceWords[source]}: ${formatMs(total)} together.${most}${without}`
}

/** Everything that is known of one unit. */
export function unitReading(unit: KernelUnit, graph: CanonicalGraph, total: number): Reading {
  const { calls, time, flops, bytes } = unit
  const nodes = calls[0]?.nodes ?? []
  const rates =
    time === null || time.ms === 0
      ? []
      : [`${formatNumber(flops / time.ms / 1e6)} GFLOP/s`, `${formatNumber(bytes / time.ms / 1e6)} GB/s`]
  const times =
    time === null ? ['no valid time'] : [timeText(time), formatShare(total > 0 ? time.ms / total : 0)]
  return {
    name: nodes.length === 0 ? unit.layer : `${nodes[0]} · ${layerOperations(nodes, graph)}`,
    detail: [...times, ...rates, shortUnitLabel(unit)].join(' · '),
  }
}

/** Everything that is known of kernels that are the same. */
export function workReading({ units, flops, bytes, seconds }: DistinctWork, total: number): Reading {
  const [first] = units
  const times = units.length === 1 ? '' : `, ${countOf(units.length, 'time', 'times')}`
  return {
    name: first ? `${first.layer}${times}` : '',
    detail: [
      `${formatNumber(flops / bytes)} FLOP for each byte`,
      `${formatNumber(flops / seconds / 1e9)} GFLOP/s`,
      `${formatNumber(bytes / seconds / 1e9)} GB/s`,
      `${formatShare(total > 0 ? (1000 * seconds) / total : 0)} of the time`,
      first ? shortUnitLabel(first) : '',
    ].join(' · '),
  }
}

/** What a roofline says, in words. */
export function rooflineText(roof: Roof, works: readonly DistinctWork[], source: TimeSource): string {
  const summary = rooflineSummary(roof, works)
  if (summary === null) return 'No kernel has a time to put under the roof.'
  const { memoryBound, computeBound, above, reached } = summary
  const moving = works.filter(({ flops }) => flops === 0).length
  const moves =
    moving === 0
      ? ''
      : ` ${countOf(moving, 'of them computes nothing and has', 'of them compute nothing and have')} no point here.`
  const over =
    above === 0
      ? ''
      : ` ${countOf(above, 'kernel lies', 'kernels lie')} above the roof: what ${above === 1 ? 'it reads' : 'they read'} was in a cache, or the roof was measured too low.`
  return `Of ${countOf(works.length, 'different kernel', 'different kernels')} (${sourceWords[source]}), ${formatCount(memoryBound)} ${memoryBound === 1 ? 'is' : 'are'} bound by memory and ${formatCount(computeBound)} by computing.${moves} Weighted by time they reach ${formatShare(reached)} of the roof.${over}`
}
