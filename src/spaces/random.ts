import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'

export type { RandomGenerator }

/** The finaliser of MurmurHash3: every bit of a 32-bit word depends on every other. */
function scrambled(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/**
 * A stream of random numbers for a tuple of whole numbers below 2^32, such as (seed, index): neighbours have unrelated
 * streams, so that network 7 does not depend on how many were drawn before it. Integer arithmetic only: all engines
 * agree.
 */
export function randomStream(...words: readonly number[]): RandomGenerator {
  const state = [1, 2, 3, 4].map((lane) =>
    words.reduce((hash, word) => scrambled(Math.imul(hash, 0x9e3779b1) ^ word), scrambled(lane)),
  )
  return xoroshiro128plusFromState(state)
}

/** A whole number from `from` to `to`, both included. */
export const uniform = (random: RandomGenerator, from: number, to: number): number =>
  uniformInt(random, from, to)

/** The values in random order (Fisher and Yates). */
export function shuffled<Value>(random: RandomGenerator, values: readonly Value[]): Value[] {
  const order: Value[] = []
  values.forEach((value, count) => {
    const place = uniform(random, 0, count)
    const displaced = order[place]
    if (displaced !== undefined) order.push(displaced)
    order[place] = value
  })
  return order
}
