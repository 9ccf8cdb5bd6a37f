import { describe, expect, test, vi } from 'vitest'
import { totalCost } from '../../../src/architecture/cost.ts'
import { roughLog2 } from '../../../src/spaces/network-features.ts'
import type { Design, Drawn } from '../../../src/spaces/space.ts'
import { poolSize, strata, stratified } from '../../../src/spaces/stratified.ts'
import { syntheticSpace } from '../../../src/spaces/synthetic/space.ts'
import { zooSpace } from '../../../src/spaces/zoo/space.ts'
import { allLevels, levelsOf } from './synthetic/levels.ts'

const drawn = (design: Design, seed: number, count: number) => [
  ...syntheticSpace.sample({ seed, count, design }),
]
const flopsOf = (networks: readonly Drawn[]) =>
  networks.map(({ architecture }) => totalCost(architecture).flops)
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!

/** Largest difference of two distributions; monotone transforms such as the logarithm do not change it. */
function kolmogorov(one: readonly number[], other: readonly number[]): number {
  const below = (values: readonly number[], limit: number) =>
    values.filter((value) => value <= limit).length / values.length
  return Math.max(...[...one, ...other].map((limit) => Math.abs(below(one, limit) - below(other, limit))))
}

function levelsIn(networks: readonly Drawn[]): Set<string> {
  return new Set(networks.flatMap(({ architecture }) => [...levelsOf(architecture)]))
}

/** Every two levels that one network has together. */
function pairsIn(networks: readonly Drawn[]): Map<string, number> {
  const pairs = new Map<string, number>()
  for (const { architecture } of networks) {
    const levels = [...levelsOf(architecture)].sort()
    levels.forEach((one, index) => {
      for (const other of levels.slice(index + 1)) {
        const pair = `${one} ${other}`
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
      }
    })
  }
  return pairs
}

describe('30 stratified synthetic networks', () => {
  const population = drawn('random', 12345, 1000)
  const populationFlops = flopsOf(population)
  /** Pairs that at least 1 in 100 networks has. */
  const commonPairs = [...pairsIn(population)].flatMap(([pair, count]) => (count >= 10 ? [pair] : []))
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  const twoRounds = {
    random: seeds.map((seed) => drawn('random', seed, 60)),
    stratified: seeds.map((seed) => drawn('stratified', seed, 60)),
  }
  const samples = {
    random: twoRounds.random.map((networks) => networks.slice(0, 30)),
    stratified: twoRounds.stratified.map((networks) => networks.slice(0, 30)),
  }

  test('are measured by levels that the population has', () => {
    expect([...levelsIn(population)].sort()).toEqual([...allLevels].sort())
  })

  test.each(seeds)('have every level of every parameter that is chosen from a list (seed %d)', (seed) => {
    const levels = levelsIn(samples.stratified[seed - 1]!)
    expect(allLevels.filter((level) => !levels.has(level))).toEqual([])
  })

  test('have the FLOPs of the space, nearer than random ones', () => {
    const distances = (design: Design) =>
      samples[design].map((networks) => kolmogorov(flopsOf(networks), populationFlops))
    expect(median(distances('stratified'))).toBeLessThan(0.6 * median(distances('random')))
    // 5 % critical value of one sample of 30 is 0.24: random samples come near it, stratified ones never.
    expect(Math.max(...distances('stratified'))).toBeLessThan(0.15)
  })

  test('have more of the pairs of levels than random ones', () => {
    const shares = (design: Design) =>
      samples[design].map((networks) => {
        const pairs = pairsIn(networks)
        return commonPairs.filter((pair) => pairs.has(pair)).length / commonPairs.length
      })
    expect(median(shares('stratified'))).toBeGreaterThan(median(shares('random')) + 0.01)
    expect(Math.min(...shares('stratified'))).toBeGreaterThan(median(shares('random')))
  })

  test('are spread from the first few on', () => {
    const firstTen = (design: Design) => samples[design].map((networks) => networks.slice(0, 10))
    const distances = (design: Design) =>
      firstTen(design).map((networks) => kolmogorov(flopsOf(networks), populationFlops))
    const levels = (design: Design) => firstTen(design).map((networks) => levelsIn(networks).size)
    expect(median(distances('stratified'))).toBeLessThan(0.7 * median(distances('random')))
    expect(median(levels('stratified'))).toBeGreaterThan(median(levels('random')))
  })

  test('are followed by 30 others that are spread as well', () => {
    const later = (design: Design) =>
      twoRounds[design].map((networks) => kolmogorov(flopsOf(networks.slice(30)), populationFlops))
    expect(median(later('stratified'))).toBeLessThan(0.6 * median(later('random')))
  })
})

describe('stratified', () => {
  const keys = (seed: number, count: number) => drawn('stratified', seed, count).map(({ key }) => key)

  test('gives the same networks for the same seed, the same first ones for every count, others for another seed', () => {
    expect(keys(1, 40)).toEqual(keys(1, 40))
    expect(keys(1, 40).slice(0, 17)).toEqual(keys(1, 17))
    expect(keys(1, 10)).not.toEqual(keys(2, 10))
  })

  test('keeps the design of a seed, with which records were made', () => {
    expect(keys(1, 3)).toEqual([
      'size=192,seed=1,index=6',
      'size=128,seed=1,index=250',
      'size=224,seed=1,index=287',
    ])
  })

  test('uses no function that engines round differently', () => {
    const expected = keys(2, 31)
    const names = ['log', 'log2', 'log10', 'log1p', 'exp', 'pow', 'cbrt', 'hypot', 'sin', 'cos'] as const
    const spies = names.map((name) =>
      vi.spyOn(Math, name).mockImplementation(() => {
        throw new Error(`Math.${name} was called.`)
      }),
    )
    try {
      expect(keys(2, 31)).toEqual(expected)
    } finally {
      for (const spy of spies) spy.mockRestore()
    }
  })

  test('never gives a network twice', () => {
    expect(new Set(keys(3, 300)).size).toBe(300)
  })

  test('gives all of a finite space, once', () => {
    const all = [...zooSpace.sample({ seed: 1, count: 1_000, inputSize: 32 })].map(({ key }) => key)
    const spread = [...zooSpace.sample({ seed: 1, count: 1_000, inputSize: 32, design: 'stratified' })]
    expect(spread.map(({ key }) => key).sort()).toEqual(all.sort())
  })

  test.each([0, 1, 29, 30, 31, 299, 300, 301, 347])('gives all of %d draws', (count) => {
    const draws = drawn('random', 1, count)
    const spread = [...stratified(draws, 9, () => 0)]
    expect(spread).toHaveLength(count)
    expect(new Set(spread)).toEqual(new Set(draws))
  })

  test('holds one pool of draws at a time', () => {
    let taken = 0
    let isClosed = false
    function* draws() {
      try {
        for (const one of syntheticSpace.sample({ seed: 1, count: 1000, inputSize: 32 })) {
          taken++
          yield one
        }
      } finally {
        isClosed = true
      }
    }
    let given = 0
    for (const one of stratified(draws(), 1, () => 0)) {
      expect(one.key).toMatch(/^size=32,seed=1/)
      expect(taken).toBe(poolSize + strata * Math.floor(given / strata))
      if (++given === 100) break
    }
    expect(isClosed).toBe(true)
  })
})

test('roughLog2 is exact at powers of two, grows, and is at most 0.09 below', () => {
  for (let exponent = 0; exponent <= 52; exponent++) expect(roughLog2(2 ** exponent)).toBe(exponent)
  let before = -1
  for (let value = 1; value < 1e15; value *= 1.01) {
    const rough = roughLog2(value)
    expect(rough).toBeGreaterThan(before)
    expect(Math.log2(value) - rough).toBeGreaterThan(-1e-9)
    expect(Math.log2(value) - rough).toBeLessThan(0.09)
    before = rough
  }
})

describe('spread draws within a budget that few networks keep', () => {
  const options = { seed: 1, inputSize: 64, design: 'stratified' } as const

  test('come from a smaller pool, not after a long wait', () => {
    // At 64 pixels about 1 in 30 networks has at most 40 MFLOP: a whole pool would take 9000.
    let made = 0
    const draws = function* () {
      for (const drawn of syntheticSpace.sample({ seed: 1, inputSize: 64, count: 100_000 })) {
        made++
        if (totalCost(drawn.architecture).flops <= 40e6) yield drawn
      }
    }
    const [first] = stratified(draws(), 1, () => made)
    expect(first).toBeDefined()
    expect(made).toBeLessThan(3000)
    expect([...syntheticSpace.sample({ ...options, count: 30, mostFlops: 40e6 })]).toHaveLength(30)
  })
})
