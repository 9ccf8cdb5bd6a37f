import { randomStream, uniform } from '../../spaces/random.ts'

/**
 * Places spread over the costs: the places in the order of their costs are cut into `count` equal strata, and each gives
 * one by chance. Strata stand in steps of the golden section, so that any first few are spread too.
 * @param costs of each place; only their order counts
 * @param count at most as many as there are costs
 */
export function stratifiedPlaces(costs: Float64Array, count: number, seed: number): number[] {
  const order = Array.from(costs.keys()).sort((a, b) => (costs[a] as number) - (costs[b] as number) || a - b)
  const strata = Math.min(count, order.length)
  const random = randomStream(seed, strata)
  return farApart(strata).map((stratum) => {
    const from = Math.floor((stratum * order.length) / strata)
    const to = Math.floor(((stratum + 1) * order.length) / strata)
    return order[uniform(random, from, to - 1)] as number
  })
}

/** 0 to count - 1, neighbours in the list far apart in value. */
function farApart(count: number): number[] {
  const half = Math.floor(count / 2)
  let step = Math.max(1, Math.round(0.618 * count))
  while (greatestDivisor(step, count) > 1) step--
  return Array.from({ length: count }, (_, turn) => (half + turn * step) % count)
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))
