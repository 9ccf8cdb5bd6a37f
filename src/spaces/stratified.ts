import { networkFeatures } from './network-features.ts'
import { randomStream, uniform, type RandomGenerator } from './random.ts'
import type { Drawn } from './space.ts'

/** So many networks already cover a space: one of each stratum. */
export const strata = 30
/** Twice as many cover no more (tried on the synthetic space) and double the wait for the first network. */
export const poolSize = 10 * strata

/** Networks that may be made for one pool: where a budget refuses four of five, a smaller pool has to do. */
const mostEffort = 5 * poolSize

interface Candidate {
  readonly drawn: Drawn
  readonly flops: number
  readonly values: ReadonlyMap<string, number>
}

/**
 * The networks in rounds of 30 that are spread over what the draws have. A pool of 300 candidates, in the order of their
 * FLOPs, is cut into 30 strata, and each gives the candidate that is farthest from those that the round has. Before the
 * next round the pool is filled up from the draws: memory is bounded by one pool, no network comes twice, and all of a
 * finite space come in the end. How many are taken does not change which come first.
 *
 * Strata of a cheap proxy of cost lower the error of a predictor of 30 networks (NAS-Bench-201 on a GTX 1080 Ti: from
 * 8.7 to 7.3 % in a pilot of ours); within them the distance in all features counts, because FLOPs do not tell a
 * depthwise convolution from a small one.
 * @param draws distinct networks in random order
 * @param seed of the design, 0 to 2^32 - 1
 * @param effort networks made so far, also those that a budget has refused
 */
export function* stratified(draws: Iterable<Drawn>, seed: number, effort: () => number): Generator<Drawn> {
  const fresh = draws[Symbol.iterator]()
  let pool: readonly Candidate[] = []
  try {
    for (let round = 0; ; round++) {
      pool = filledUp(pool, fresh, effort)
      if (pool.length === 0) return
      const chosen = spread(pool, randomStream(seed, round))
      pool = pool.filter((candidate) => !chosen.includes(candidate))
      for (const { drawn } of chosen) yield drawn
    }
  } finally {
    fresh.return?.()
  }
}

/** A whole pool; a smaller one of at least one round where few draws keep a budget, or what is left. */
function filledUp(pool: readonly Candidate[], fresh: Iterator<Drawn>, effort: () => number): Candidate[] {
  const full = [...pool]
  const before = effort()
  while (full.length < poolSize && (full.length < strata || effort() - before < mostEffort)) {
    const next = fresh.next()
    if (next.done) break
    full.push({ drawn: next.value, ...networkFeatures(next.value.architecture) })
  }
  return full
}

/** One candidate of each stratum, farthest from those before it (the first by chance). */
function spread(pool: readonly Candidate[], random: RandomGenerator): Candidate[] {
  const ordered = [...pool].sort((a, b) => a.flops - b.flops)
  const points = standardised(ordered)
  const count = Math.min(strata, ordered.length)
  const bound = (stratum: number) => Math.floor((stratum * ordered.length) / count)
  const distances = ordered.map(() => Infinity)
  const chosen: Candidate[] = []
  for (const stratum of farApart(count, uniform(random, 0, count - 1))) {
    const [from, to] = [bound(stratum), bound(stratum + 1)]
    let best = chosen.length === 0 ? uniform(random, from, to - 1) : from
    for (let place = from; place < to; place++)
      if ((distances[place] ?? 0) > (distances[best] ?? 0)) best = place
    const [candidate, point] = [ordered[best], points[best]]
    if (!candidate || !point) continue
    chosen.push(candidate)
    for (const [place, other] of points.entries())
      distances[place] = Math.min(distances[place] ?? Infinity, squaredDistance(point, other))
  }
  return chosen
}

/** All strata, neighbours in time far apart in cost: steps of about the golden section, so that any first few are spread. */
function farApart(count: number, start: number): number[] {
  let step = Math.max(1, Math.round(0.618 * count))
  while (greatestDivisor(step, count) > 1) step--
  return Array.from({ length: count }, (_, turn) => (start + turn * step) % count)
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))

/** Every feature with mean 0 and variance 1 over the pool, so that none counts more for its unit. */
function standardised(pool: readonly Candidate[]): number[][] {
  const names = [...new Set(pool.flatMap(({ values }) => [...values.keys()]))]
  const columns = names.map((name) => {
    const column = pool.map(({ values }) => values.get(name) ?? 0)
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length
    const variance = column.reduce((sum, value) => sum + square(value - mean), 0) / column.length
    return column.map((value) => (variance > 0 ? (value - mean) / Math.sqrt(variance) : 0))
  })
  return pool.map((_, place) => columns.map((column) => column[place] ?? 0))
}

const squaredDistance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, axis) => sum + square(value - (b[axis] ?? 0)), 0)

/** Engines may round `**` differently, products never. */
const square = (value: number): number => value * value
