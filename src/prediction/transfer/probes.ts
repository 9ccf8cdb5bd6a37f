import { stratifiedPlaces } from '../choice/strata.ts'
import { rowsAt } from '../matrix.ts'
import type { PlacedNetworks } from './device-basis.ts'

/** Up to here the level and the scale of the first component are all that can be learnt: probes are spread over it. */
const mostStratified = 5
/** Share of the candidates at either end of the first component that are no probes: they would decide the scale alone. */
const extreme = 0.1
/** Components that a design can tell apart; the others hardly vary. */
const components = 6
/** Variance that is left to a component that no probe has shown; of the level, which is never known before, more. */
const priorVariance = { level: 1000, component: 100 }

/**
 * Which candidates to measure on a new platform. Greedy D-optimal design in the space of the components: each next probe
 * is the one that is least known from those before it (Wynn 1970), of those whose first component is neither among the
 * least nor the greatest tenth. With few probes, one from each stratum of the first component.
 * @param count 2 or more; fewer come where there are fewer candidates
 * @param seed 0 to 2^32 - 1; it only matters where strata are drawn from
 * @returns places of the candidates, in the order of measuring
 * @throws {RangeError} where there are fewer than two candidates, or fewer than two are asked for
 */
export function chooseProbes({ scores }: PlacedNetworks, count: number, seed: number): number[] {
  if (scores.rows < 2) throw new RangeError(`${scores.rows} candidates are too few to choose probes from.`)
  if (!(count >= 2)) throw new RangeError(`Transfer needs at least 2 probes, not ${count}.`)
  const middle = middlePlaces(scores)
  const candidates = middle.length >= count ? middle : Array.from({ length: scores.rows }, (_, row) => row)
  const wanted = Math.min(count, candidates.length)
  const few = rowsAt(scores, candidates)
  const chosen =
    wanted <= mostStratified ? stratifiedPlaces(firstOf(few), wanted, seed) : leastKnown(few, wanted)
  return chosen.map((place) => candidates[place] as number)
}

const firstOf = ({ rows, columns, values }: PlacedNetworks['scores']): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => values[row * columns] as number)

/** Places between the ends of the first component. */
function middlePlaces(scores: PlacedNetworks['scores']): number[] {
  const first = firstOf(scores)
  const sorted = first.slice().sort()
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number
  const [least, most] = [at(extreme), at(1 - extreme)]
  return Array.from(first.keys()).filter(
    (row) => (first[row] as number) >= least && (first[row] as number) <= most,
  )
}

/** Greedy: what a linear model of the components and a level, told of those before, is least sure of. */
function leastKnown({ rows, columns, values }: PlacedNetworks['scores'], count: number): number[] {
  const used = Math.min(components, columns)
  const width = used + 1
  // Inverse of the information that the chosen ones give, starting from a wide prior.
  const left = new Float64Array(width * width)
  for (let k = 0; k < width; k++)
    left[k * width + k] = k === 0 ? priorVariance.level : priorVariance.component
  const points = Array.from({ length: rows }, (_, row) =>
    Float64Array.from({ length: width }, (_, k) => (k === 0 ? 1 : (values[row * columns + k - 1] as number))),
  )
  const chosen: number[] = []
  const free = new Set(points.keys())
  while (chosen.length < count) {
    let best = -1
    let most = -Infinity
    for (const place of free) {
      const variance = product(points[place] as Float64Array, timesPoint(left, points[place] as Float64Array))
      if (variance > most) [best, most] = [place, variance]
    }
    chosen.push(best)
    free.delete(best)
    const shared = timesPoint(left, points[best] as Float64Array)
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++)
        left[i * width + j] =
          (left[i * width + j] as number) - ((shared[i] as number) * (shared[j] as number)) / (1 + most)
  }
  return chosen
}

const timesPoint = (matrix: Float64Array, point: Float64Array): Float64Array =>
  point.map((_, i) => product(matrix.subarray(i * point.length, (i + 1) * point.length), point))

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number)
  return sum
}
