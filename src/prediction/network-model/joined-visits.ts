import { grouped } from '../grouping.ts'
import type { MeasuredNetwork } from './network.ts'
import type { RecordedNetwork } from './networks-of-records.ts'

/** Each network once: where it was visited several times, with the geometric means of its times. */
export function joinedVisits(recorded: readonly RecordedNetwork[]): MeasuredNetwork[] {
  const visits = grouped(
    recorded.map(({ network }) => network),
    ({ id }) => id,
  )
  return [...visits.values()].flatMap((networks) => {
    const [first] = networks
    if (!first || networks.length === 1) return first ?? []
    const timed = networks.flatMap(({ kernelTimesMs, works }) =>
      kernelTimesMs && works.length === first.works.length ? [kernelTimesMs] : [],
    )
    return {
      ...first,
      latencyMs: geometricMean(networks.map(({ latencyMs }) => latencyMs)),
      kernelTimesMs:
        timed.length > 0
          ? Float64Array.from(first.works, (_, kernel) =>
              geometricMean(timed.map((times) => times[kernel] ?? NaN)),
            )
          : null,
    }
  })
}

/** Of the numbers that are there; NaN where there is none. */
function geometricMean(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length)
}
