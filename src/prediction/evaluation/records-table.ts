import type { Configuration, Dataset, Measurement, PlatformRecord } from '../../dataset/record.ts'
import { grouped } from '../grouping.ts'
import { accuracyOf } from '../metrics.ts'
import { joinedVisits } from '../network-model/joined-visits.ts'
import {
  configurationKey,
  networksOfRecords,
  type RecordedNetwork,
} from '../network-model/networks-of-records.ts'
import type { MeasuredNetwork } from '../network-model/network.ts'
import { randomStream, shuffled } from '../../spaces/random.ts'
import type { RecordsSplit } from './records.ts'
import type { Ceiling } from './score.ts'

/** All networks of one platform and configuration. */
export interface RecordsDevice {
  readonly device: string
  readonly recorded: readonly RecordedNetwork[]
}

/**
 * Platforms and configurations of a dataset that something was measured on. Where there are networks with kernels, those
 * without are left out: all methods are judged by the same.
 * @param isCorrected times as if the clock canary had always been at its best
 */
export function recordsDevices(dataset: Dataset, isCorrected: boolean): RecordsDevice[] {
  const platforms = new Map(dataset.platforms.map((platform) => [platform.id, platform]))
  const keyOf = ({ platformId, configuration }: Measurement) =>
    `${platformId} ${configurationKey(configuration)}`
  return [...grouped(dataset.measurements, keyOf).values()].flatMap((measurements) => {
    const [first] = measurements
    const platform = first && platforms.get(first.platformId)
    if (!platform) return []
    const { platformId, configuration } = first
    const recorded = networksOfRecords(
      { architectures: dataset.architectures, measurements },
      { platformId, configuration, isCorrected },
    )
    const known = recorded.filter(({ network }) => network.works.length > 0)
    return recorded.length > 0
      ? [{ device: deviceName(platform, configuration), recorded: known.length > 0 ? known : recorded }]
      : []
  })
}

function deviceName({ id, device, browser }: PlatformRecord, configuration: Configuration): string {
  const { backend, threads, fusion, selection } = configuration
  const odd = [fusion === 'off' ? 'no fusion' : '', selection === 'standard' ? '' : selection].filter(Boolean)
  const parts = [device.model || device.os, browser.name, `${backend}-${threads}`, ...odd, id.slice(0, 8)]
  return parts.join(' ')
}

export interface SplitWish {
  readonly seed: number
  readonly trainingNetworks: number
  readonly trainSpace: string
  /** Judged beside what is left of the training space. */
  readonly testSpaces: readonly string[]
}

/**
 * Networks of the training space in the order of the seed: the first train, the rest test, and so do all of the other
 * spaces. A network that was visited again is one, with the means of its visits.
 * @throws {RangeError} where there are not enough networks, or none of a space
 */
export function recordsSplit({ device, recorded }: RecordsDevice, wish: SplitWish): RecordsSplit {
  const { seed, trainingNetworks, trainSpace, testSpaces } = wish
  const bySpace = grouped(recorded, ({ space }) => space)
  const ofSpace = (space: string): MeasuredNetwork[] => {
    const own = bySpace.get(space)
    if (!own)
      throw new RangeError(
        `${device} has no network of the space ${space}. It has ${[...bySpace.keys()].join(', ')}.`,
      )
    return joinedVisits(own)
  }
  const order = shuffled(randomStream(seed), ofSpace(trainSpace))
  if (order.length < trainingNetworks)
    throw new RangeError(`${device} has ${order.length} networks of ${trainSpace}, not ${trainingNetworks}.`)
  const rest = order.slice(trainingNetworks)
  return {
    device,
    training: order.slice(0, trainingNetworks),
    tests: new Map([
      ...(rest.length > 0 ? [[trainSpace, rest] as const] : []),
      ...testSpaces.map((space) => [space, ofSpace(space)] as const),
    ]),
  }
}

/** How well second visits repeat first ones: what is left of an error is that of the times themselves. */
export function revisitCeilings({ device, recorded }: RecordsDevice): Ceiling[] {
  const method = 'noise ceiling: second visits'
  return [...grouped(recorded, ({ space }) => space)].flatMap(([space, list]) => {
    const pairs = [...grouped(list, ({ network }) => network.id).values()].flatMap((visits) => {
      const [first] = visits
      return visits.slice(1).flatMap((second) => (first ? [[second.network, first.network] as const] : []))
    })
    if (pairs.length === 0) return []
    const ceiling = (subject: string, values: readonly (readonly [number, number])[]): Ceiling[] => {
      const known = values.filter(([second, first]) => second > 0 && first > 0)
      if (known.length === 0) return []
      const [again, before] = [0, 1].map((at) => Float64Array.from(known, (pair) => pair[at] ?? NaN))
      if (!again || !before) return []
      return [{ device, method, subject: `${subject}, ${space}`, accuracy: accuracyOf(again, before) }]
    }
    const sumOf = ({ kernelTimesMs }: MeasuredNetwork) =>
      kernelTimesMs?.reduce((sum, time) => sum + (time > 0 ? time : 0), 0) ?? NaN
    return [
      ...ceiling(
        'networks',
        pairs.map(([second, first]) => [second.latencyMs, first.latencyMs]),
      ),
      ...ceiling(
        'kernels',
        pairs.flatMap(([second, first]) =>
          [...(second.kernelTimesMs ?? [])].map(
            (time, place) => [time, first.kernelTimesMs?.[place] ?? NaN] as const,
          ),
        ),
      ),
      ...ceiling(
        'sum of kernels',
        pairs.map(([second, first]) => [sumOf(second), sumOf(first)]),
      ),
    ]
  })
}
