import { describe, expect, test } from 'vitest'
import { peakBytes, totalCost } from '../../../src/architecture/cost.ts'
import { mostMisses, withinBudget } from '../../../src/spaces/budget.ts'
import type { Drawn, SampleOptions } from '../../../src/spaces/space.ts'
import { syntheticSpace } from '../../../src/spaces/synthetic/space.ts'
import { zooSpace } from '../../../src/spaces/zoo/space.ts'

const keys = (options: SampleOptions) => [...syntheticSpace.sample(options)].map(({ key }) => key)

/** The draws and how many of them were asked for. */
function counted(draws: Iterable<Drawn>) {
  const count = { drawn: 0 }
  function* counting() {
    for (const drawn of draws) {
      count.drawn++
      yield drawn
    }
  }
  return { count, draws: counting() }
}

const small = [...syntheticSpace.sample({ seed: 3, count: 4, inputSize: 32 })]
function* repeated(drawn: Drawn | undefined, times: number): Generator<Drawn> {
  for (let index = 0; drawn && index < times; index++) yield drawn
}

describe('a budget', () => {
  const plain = [...syntheticSpace.sample({ seed: 1, count: 200, inputSize: 64 })]

  test('leaves the networks that keep it, in their order', () => {
    const [mostFlops, mostPeakBytes] = [150e6, 50e6]
    const kept = plain.filter(
      ({ architecture }) =>
        totalCost(architecture).flops <= mostFlops && peakBytes(architecture) <= mostPeakBytes,
    )
    expect(kept.length).toBeGreaterThan(10)
    expect(kept.length).toBeLessThan(190)
    const sampled = syntheticSpace.sample({
      seed: 1,
      count: kept.length,
      inputSize: 64,
      mostFlops,
      mostPeakBytes,
    })
    expect([...sampled]).toEqual(kept)
  })

  test('is kept to the last FLOP and byte', () => {
    const [{ architecture } = { architecture: small[0]!.architecture }] = plain
    const [{ flops }, bytes] = [totalCost(architecture), peakBytes(architecture)]
    const first = (options: Partial<SampleOptions>) =>
      keys({ seed: 1, count: 1, inputSize: 64, ...options })[0]
    expect(first({ mostFlops: flops, mostPeakBytes: bytes })).toBe(plain[0]?.key)
    expect(first({ mostFlops: flops - 1 })).not.toBe(plain[0]?.key)
    expect(first({ mostPeakBytes: bytes - 1 })).not.toBe(plain[0]?.key)
  })

  test('goes with a depth and a design', () => {
    const options = { seed: 5, count: 40, inputSize: 64, depth: 6, mostFlops: 80e6 } as const
    const spread = [...syntheticSpace.sample({ ...options, design: 'stratified' })]
    expect(spread).toHaveLength(40)
    for (const { key, architecture } of spread) {
      expect(key).toMatch(/,blocks=6$/)
      expect(totalCost(architecture).flops).toBeLessThanOrEqual(80e6)
    }
    expect(spread.map(({ key }) => key)).not.toEqual(keys(options))
  })
})

describe('a budget that no network keeps', () => {
  test.each(['random', 'stratified'] as const)('ends an endless space with a sentence (%s)', (design) => {
    const options = { seed: 1, count: 5, mostFlops: 1000, inputSize: 32, design }
    const networks = syntheticSpace.sample(options)
    expect(() => [...networks]).toThrow(RangeError)
    expect(() => [...syntheticSpace.sample(options)]).toThrow(
      /^None of 1000 networks of “Synthetic networks” keeps within 0\.001 MFLOP; the least of them is [\d.]+ MFLOP\. Raise the budget, or choose a smaller input or another space\.$/,
    )
  })

  test('is noticed after a bounded number of draws', () => {
    const { count, draws } = counted(repeated(small[0], 1e9))
    expect(() => [...withinBudget(draws, { mostPeakBytes: 1 }, { title: 'Endless', size: null })]).toThrow(
      'keeps within 0.000001 MB of memory; the least of them is',
    )
    expect(count.drawn).toBe(mostMisses)
  })

  test('names both budgets where no network keeps both, though each alone is kept', () => {
    const [one, other] = [...plainPair()]
    const limits = {
      mostFlops: totalCost(one!.architecture).flops,
      mostPeakBytes: peakBytes(other!.architecture),
    }
    const space = { title: 'Two', size: 2 }
    expect(() => [...withinBudget([one!, other!], limits, space)]).toThrow(
      /^None of 2 networks of “Two” keeps within [\d.]+ MFLOP and [\d.]+ MB of memory; the least of them is [\d.]+ MFLOP and, maybe of another, [\d.]+ MB of memory\./,
    )
  })

  test('ends a finite space with the same sentence', () => {
    const sample = () => [...zooSpace.sample({ seed: 1, count: 3, inputSize: 32, mostPeakBytes: 1 })]
    expect(sample).toThrow(RangeError)
    expect(sample).toThrow(`None of ${zooSpace.size} networks of “Well-known networks” keeps within`)
  })

  test('of a finite space is no fault once one network keeps it', () => {
    const all = [...zooSpace.sample({ seed: 1, count: 1000, inputSize: 32 })]
    const least = Math.min(...all.map(({ architecture }) => totalCost(architecture).flops))
    const sampled = [...zooSpace.sample({ seed: 1, count: 1000, inputSize: 32, mostFlops: least })]
    expect(sampled.length).toBeGreaterThan(0)
    expect(sampled.length).toBeLessThan(all.length)
    for (const { architecture } of sampled) expect(totalCost(architecture).flops).toBe(least)
  })

  test('is no fault of an endless space either once one network keeps it: the draws end', () => {
    const [one, other] = [...plainPair()]
    const limit = { mostFlops: totalCost(one!.architecture).flops }
    function* draws() {
      yield one!
      yield* repeated(other, 1e9)
    }
    expect([...withinBudget(draws(), limit, { title: 'Endless', size: null })]).toEqual([one])
  })
})

/** A network of fewer FLOPs and more bytes, and one of more FLOPs and fewer bytes. */
function plainPair(): readonly [Drawn, Drawn] {
  const draws = [...syntheticSpace.sample({ seed: 2, count: 60, inputSize: 32 })]
  for (const one of draws)
    for (const other of draws)
      if (
        totalCost(one.architecture).flops < totalCost(other.architecture).flops &&
        peakBytes(one.architecture) > peakBytes(other.architecture)
      )
        return [one, other]
  throw new Error('No such pair.')
}

test.each([0, -1, 0.5, Number.NaN, Infinity, -Infinity, 2 ** 53])(
  'a budget of %d is refused at once',
  (value) => {
    const options = { seed: 1, count: 1 }
    expect(() => syntheticSpace.sample({ ...options, mostFlops: value })).toThrow(
      `The budget of FLOPs is a whole number from 1 to 9007199254740991, not ${value}.`,
    )
    expect(() => zooSpace.sample({ ...options, mostPeakBytes: value })).toThrow(
      `The budget of bytes is a whole number from 1 to 9007199254740991, not ${value}.`,
    )
  },
)
