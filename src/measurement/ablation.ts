import { quantileSorted } from 'd3-array'
import type { Configuration, PlatformRecord } from '../dataset/record.ts'
import { standardSelection } from '../runtimes/selection.ts'
import { medianInterval, type Interval } from './statistics.ts'

/** A time of one network under one configuration, and what it may be compared with. */
export interface Timed {
  readonly architectureId: string
  /** Equal texts are the same device, browser and GPU (`deviceKey`). */
  readonly device: string
  readonly configuration: Configuration
  /** Median in ms and its 95 % interval. */
  readonly time: Interval
  /** ISO 8601, UTC. */
  readonly measuredAt: string
  /** The run that it belongs to; null where that is not known. */
  readonly campaignId: string | null
}

/** A network the standard way and another way on the same engine of the same device. */
export interface Pair<Item extends Timed = Timed> {
  readonly variant: Item
  readonly standard: Item
}

/** How many times as long something takes, with its 95 % interval. */
export interface Ratio {
  readonly ratio: number
  readonly low: number
  readonly high: number
}

/** What a device is without what a configuration changes: flags, threads and clock do not count. */
export function deviceKey({ device, browser, backend }: PlatformRecord): string {
  const { gpuVendor, gpuArchitecture, gpuDescription, isSoftware } = backend
  return JSON.stringify([device, browser, gpuVendor, gpuArchitecture, gpuDescription, isSoftware])
}

/** Fused, with the programs that the engine chooses. */
export const isStandard = ({ fusion, selection }: Pick<Configuration, 'fusion' | 'selection'>): boolean =>
  fusion === 'on' && selection === standardSelection

/**
 * Each network under each other configuration, with the same under the standard one: of several, those of one run
 * that were measured closest to each other, because what a device does changes with time.
 */
export function pairsOf<Item extends Timed>(items: readonly Item[]): Pair<Item>[] {
  const standards = grouped(
    items.filter(({ configuration }) => isStandard(configuration)),
    engineKey,
  )
  const others = items.filter(({ configuration }) => !isStandard(configuration))
  const variants = grouped(others, (item) => `${engineKey(item)} ${variantKey(item.configuration)}`)
  return [...variants.values()].flatMap((some) =>
    some
      .flatMap((variant) =>
        (standards.get(engineKey(variant)) ?? []).map((standard) => ({ variant, standard })),
      )
      .sort((a, b) => distanceOf(a) - distanceOf(b))
      .slice(0, 1),
  )
}

const engineKey = ({ architectureId, device, configuration: { backend, threads } }: Timed): string =>
  [architectureId, device, backend, threads].join(' ')
const variantKey = ({ fusion, selection }: Configuration): string => `${fusion} ${selection}`

/** Milliseconds between the two; pairs of different runs come after all others. */
function distanceOf({ variant, standard }: Pair): number {
  const isOneRun = variant.campaignId !== null && variant.campaignId === standard.campaignId
  const apart = Math.abs(Date.parse(variant.measuredAt) - Date.parse(standard.measuredAt))
  return isOneRun ? apart : 1e15 + apart
}

/**
 * The ratio of two medians. Its interval follows from theirs: the distances to their ends add up as squares, on a
 * logarithmic scale (Zou and Donner 2008, confidence limits about effect measures).
 */
export function ratioOf({ variant, standard }: Pair): Ratio {
  const [above, below] = [variant.time, standard.time]
  const ratio = above.median / below.median
  const spread = (a: number, b: number) => Math.exp(Math.hypot(Math.log(a), Math.log(b)))
  return {
    ratio,
    low: ratio / spread(above.median / above.low, below.high / below.median),
    high: ratio * spread(above.high / above.median, below.median / below.low),
  }
}

/** What one way of running does to many networks on one engine. */
export interface Ablation {
  readonly configuration: Configuration
  /** Networks that were measured both ways. */
  readonly n: number
  /** Median over the networks, and its 95 % interval: the extremes where they are fewer than 6. */
  readonly ratio: Interval
  /** Middle half of the networks. */
  readonly quartiles: readonly [number, number]
}

/** The ratios of many networks, one entry an engine of a device and way of running. */
export function ablationsOf(pairs: readonly Pair[]): Ablation[] {
  const groups = grouped(pairs, ({ variant: { device, configuration } }) =>
    [device, configuration.backend, configuration.threads, variantKey(configuration)].join(' '),
  )
  return [...groups.values()].flatMap((some) => {
    const [first] = some
    if (!first) return []
    const ratios = some.map((pair) => ratioOf(pair).ratio).sort((a, b) => a - b)
    const { configuration } = first.variant
    const quartiles = [quantileSorted(ratios, 0.25) ?? NaN, quantileSorted(ratios, 0.75) ?? NaN] as const
    return { configuration, n: ratios.length, ratio: medianInterval(ratios), quartiles }
  })
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
