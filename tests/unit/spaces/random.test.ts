import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomStream, shuffled, uniform } from '../../../src/spaces/random.ts'

const beginning = (...words: number[]) => {
  const random = randomStream(...words)
  return Array.from({ length: 8 }, () => uniform(random, 0, 999))
}

describe('randomStream', () => {
  test('is the same for the same words, in every engine and version', () => {
    expect(beginning(1, 2)).toEqual([362, 621, 261, 44, 729, 253, 873, 330])
  })

  test('differs for neighbours and for words in another order', () => {
    const streams = [
      beginning(1, 2),
      beginning(2, 1),
      beginning(1, 3),
      beginning(2, 2),
      beginning(1, 2, 0),
      beginning(1),
    ]
    expect(new Set(streams.map(String)).size).toBe(streams.length)
  })

  test('has no pattern over neighbouring indices: the first numbers are spread evenly', () => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (let index = 0; index < 10_000; index++) {
      const digit = uniform(randomStream(1, index), 0, 9)
      counts[digit] = counts[digit]! + 1
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    // 99.9 % point of the chi-squared distribution with 9 degrees of freedom; the draw is fixed, so this never flickers.
    expect(chiSquared).toBeLessThan(27.9)
  })
})

describe('shuffled', () => {
  test('keeps every value once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (values, seed) => {
        const order = shuffled(randomStream(seed), values)
        expect([...order].sort()).toEqual([...values].sort())
      }),
    )
  })

  test('gives every order about equally often', () => {
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 6000; seed++) {
      const order = shuffled(randomStream(seed), ['a', 'b', 'c']).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    // 1000 expected, standard deviation 29: 5 of them.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(145)
  })
})
