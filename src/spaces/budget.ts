import { peakBytes, totalCost } from '../architecture/cost.ts'
import type { Architecture } from '../architecture/graph.ts'
import type { Drawn, SampleOptions, Space } from './space.ts'

/** Draws in a row that may be over the budget: a network that 1 in 400 draws brings is found 9 times in 10. */
export const mostMisses = 1000
/** A finite space is searched to its end, some ten seconds at the most, before it is said to have nothing. */
const mostSearched = 20_000

const mega = (value: number): string => String(Number((value / 1e6).toPrecision(3)))

/** One budget: its limit, what it limits, and the least that was seen where it was not kept. */
interface Limit {
  readonly most: number
  readonly of: (architecture: Architecture) => number
  readonly unit: string
  least: number
}

/**
 * The networks that keep the budgets, in their order; they end where `mostMisses` networks in a row, or all of a finite
 * space, are too large.
 * @param space for the message, and to know how long to look
 * @throws {RangeError} when it ends so without having found any.
 */
export function* withinBudget(
  draws: Iterable<Drawn>,
  { mostFlops = Infinity, mostPeakBytes = Infinity }: Pick<SampleOptions, 'mostFlops' | 'mostPeakBytes'>,
  { title, size }: Pick<Space, 'title' | 'size'>,
): Generator<Drawn> {
  const all: readonly Limit[] = [
    { most: mostFlops, of: (network) => totalCost(network).flops, unit: 'MFLOP', least: Infinity },
    { most: mostPeakBytes, of: peakBytes, unit: 'MB of memory', least: Infinity },
  ]
  const limits = all.filter(({ most }) => most < Infinity)
  if (limits.length === 0) return yield* draws
  const patience = size !== null && size <= mostSearched ? size : mostMisses
  let [misses, kept] = [0, 0]
  for (const drawn of draws) {
    if (keeps(drawn.architecture, limits)) {
      misses = 0
      kept++
      yield drawn
    } else if (++misses >= patience) break
  }
  if (kept > 0 || misses === 0) return
  const wanted = limits.map(({ most, unit }) => `${mega(most)} ${unit}`).join(' and ')
  const least = limits.map((limit) => `${mega(limit.least)} ${limit.unit}`).join(' and, maybe of another, ')
  throw new RangeError(
    `None of ${misses} networks of “${title}” keeps within ${wanted}; the least of them is ${least}. Raise the budget, or choose a smaller input or another space.`,
  )
}

/** Whether all limits are kept; notes what was seen. */
function keeps(architecture: Architecture, limits: readonly Limit[]): boolean {
  return limits
    .map((limit) => {
      const value = limit.of(architecture)
      limit.least = Math.min(limit.least, value)
      return value <= limit.most
    })
    .every((isKept) => isKept)
}
