import { architectureOf } from '../../architecture/identity.ts'
import type { ArchitectureRecord } from '../../dataset/record.ts'
import { networkFeatures, type NetworkFeatures } from '../../spaces/network-features.ts'
import type { Matrix } from '../matrix.ts'
import type { MeasuredBefore } from './candidates.ts'
import { whatToMeasure } from './what-to-measure.ts'

/** A network that was measured on the platform that a campaign is for. */
export interface KnownLatency {
  readonly architecture: ArchitectureRecord
  readonly latencyMs: number
}

/** Rough share of the time of a choice that the features of the candidates take. */
const featureShare = 0.3
/** Sampling ends by itself long before this many inferences of a slow network. */
const inferences = 40

/**
 * The networks that teach most, of many, the first the most: by cost where fewer than five of `known` can be used, else by
 * predicted variance per second. A network that is known is not chosen again.
 * @param known the latest last
 * @param count fewer come where there are fewer
 * @param seed 0 to 2^32 - 1
 * @param fixedSeconds what measuring takes however fast the network is
 * @param tell is told the share that is done
 */
export function teachingNetworks(
  candidates: readonly ArchitectureRecord[],
  known: readonly KnownLatency[],
  {
    count,
    seed,
    fixedSeconds,
    tell = () => undefined,
  }: {
    readonly count: number
    readonly seed: number
    readonly fixedSeconds: number
    readonly tell?: (share: number) => void
  },
): ArchitectureRecord[] {
  const measured = known.filter(({ latencyMs }) => latencyMs > 0 && latencyMs < Infinity)
  const ids = new Set(measured.map(({ architecture }) => architecture.id))
  const open = candidates.filter(({ id }) => !ids.has(id))
  const features = open.map((network, place) => {
    tell((featureShare * place) / open.length)
    return featuresOf(network)
  })
  const before = measured.map(({ architecture }) => featuresOf(architecture))
  const names = [...new Set([...features, ...before].flatMap(({ values }) => [...values.keys()]))].sort()
  const costs = Float64Array.from(features, ({ flops }) => flops)
  const past: MeasuredBefore | null =
    before.length === 0
      ? null
      : {
          features: tableOf(before, names),
          latenciesMs: Float64Array.from(measured, ({ latencyMs }) => latencyMs),
        }
  const perFlop = past ? secondsPerFlop(before, past.latenciesMs) : 0
  const seconds = costs.map((flops) => fixedSeconds + inferences * perFlop * flops)
  return whatToMeasure(
    { features: tableOf(features, names), costs, seconds },
    { count, seed, measured: past, tell: (share) => tell(featureShare + (1 - featureShare) * share) },
  ).flatMap(({ place }) => open[place] ?? [])
}

const featuresOf = ({ graph, label }: ArchitectureRecord): NetworkFeatures =>
  networkFeatures(architectureOf(graph, label))

function tableOf(rows: readonly NetworkFeatures[], names: readonly string[]): Matrix {
  const values = new Float64Array(rows.length * names.length)
  rows.forEach((row, place) => {
    names.forEach((name, column) => {
      values[place * names.length + column] = row.values.get(name) ?? 0
    })
  })
  return { rows: rows.length, columns: names.length, values }
}

/** A rough speed: the median over what was measured. */
function secondsPerFlop(rows: readonly NetworkFeatures[], latenciesMs: Float64Array): number {
  const rates = rows.map(({ flops }, row) => (latenciesMs[row] as number) / 1000 / Math.max(1, flops))
  return rates.sort((a, b) => a - b)[rates.length >> 1] ?? 0
}
