import { accuracyOf } from '../metrics.ts'
import { predictByCopies } from '../noise-ceiling.ts'
import type { OpwiseNetwork } from './opwise-kernels.ts'
import { opwiseSubjects } from './opwise.ts'
import type { Ceiling } from './score.ts'

/**
 * What equal operations of other networks say of each other, over all that have one; nothing where none has. Equal are
 * those of equal sizes that ran the same code with as much fused into it.
 * @param networks with known kernels
 */
export function opwiseCeiling(device: string, networks: readonly OpwiseNetwork[]): Ceiling[] {
  // Of equal operations in one network the first stands for all: a network is no witness of itself.
  const entries = networks.flatMap(({ works, timesUs }) => {
    const times = new Map<string, number>()
    for (const [place, work] of works.entries()) {
      const key = JSON.stringify(work)
      if (!times.has(key)) times.set(key, timesUs[place] as number)
    }
    return [...times]
  })
  const times = Float64Array.from(entries, ([, time]) => time)
  const { places, predicted } = predictByCopies(
    entries.map(([key]) => key),
    times,
  )
  if (places.length === 0) return []
  const measured = Float64Array.from(places, (place) => times[place] as number)
  return [
    {
      ...{ device, method: 'noise ceiling: copies', subject: opwiseSubjects.operations },
      accuracy: accuracyOf(predicted, measured),
    },
  ]
}
