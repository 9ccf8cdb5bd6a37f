import { kernelsAt } from '../roofline/compute-units.ts'
import type { WorkTimes } from '../roofline/roofline.ts'

const mostOthers = 300

/** Kernels of other code, evenly picked: they only keep the weights of a roofline plausible. */
export function othersOf(
  kernels: WorkTimes,
  places: readonly number[],
  isUsed: (place: number) => boolean,
): WorkTimes {
  const own = new Set(places)
  const others = [...kernels.works.keys()].filter((place) => !own.has(place) && isUsed(place))
  const step = Math.ceil(others.length / mostOthers)
  return kernelsAt(
    kernels,
    others.filter((_, rank) => rank % step === 0),
  )
}
