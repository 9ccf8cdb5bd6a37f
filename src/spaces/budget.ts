import { peakBytes, totalCost } from '../architecture/cost.ts'
import type { Drawn, SampleOptions } from './space.ts'

/** Draws in a row that may be over the budget: a budget that fewer than 1 in 200 meets is refused 9 times in 10. */
export const mostMisses = 500

const mega = (value: number): string => (value / 1e6).toPrecision(3)

/**
 * The networks that keep the budgets, in their order.
 * @param title of the space, for the message
 * @throws {RangeError} while it draws, where `mostMisses` networks in a row, or all of a finite space, are too large.
 */
export function* withinBudget(
  draws: Iterable<Drawn>,
  { mostFlops = Infinity, mostPeakBytes = Infinity }: Pick<SampleOptions, 'mostFlops' | 'mostPeakBytes'>,
  title: string,
): Generator<Drawn> {
  if (mostFlops === Infinity && mostPeakBytes === Infinity) return yield* draws
  let [misses, kept, leastFlops, leastBytes] = [0, 0, Infinity, Infinity]
  const refusal = () =>
    new RangeError(
      `None of ${misses} networks of “${title}” keeps within the budget: the smallest have ${mega(leastFlops)} MFLOP and need ${mega(leastBytes)} MB. Raise the budget, or choose a smaller input or another space.`,
    )
  for (const drawn of draws) {
    const [{ flops }, bytes] = [totalCost(drawn.architecture), peakBytes(drawn.architecture)]
    if (flops <= mostFlops && bytes <= mostPeakBytes) {
      misses = 0
      kept++
      yield drawn
      continue
    }
    leastFlops = Math.min(leastFlops, flops)
    leastBytes = Math.min(leastBytes, bytes)
    if (++misses >= mostMisses) throw refusal()
  }
  if (kept === 0 && misses > 0) throw refusal()
}
