import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { schedule } from '../../../src/measurement/schedule.ts'

const request = {
  networks: 30,
  configurations: 3,
  seed: 7,
  blockSize: 10,
  revisitShare: 0.1,
  order: 'shuffled',
} as const

describe('the schedule', () => {
  it('has every network once on every configuration, and a share of them twice', () => {
    const items = schedule(request).flatMap((block) => block.items)
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
    for (let configuration = 0; configuration < 3; configuration++) {
      const own = items.filter((item) => item.configuration === configuration)
      const networks = own.filter(({ visit }) => visit === 0).map(({ network }) => network)
      expect(networks.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i))
      expect(own.filter(({ visit }) => visit === 1)).toHaveLength(3)
    }
  })

  it('visits again in a later block', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('shuffled' as const, 'given' as const),
        (networks, configurations, seed, blockSize, revisitShare, order) => {
          const blocks = schedule({ networks, configurations, seed, blockSize, revisitShare, order })
          const blockOf = new Map(blocks.flatMap(({ items }, index) => items.map(({ key }) => [key, index])))
          for (const { items } of blocks) {
            expect(items.length).toBeLessThanOrEqual(blockSize)
            for (const item of items.filter(({ visit }) => visit === 1))
              expect(blockOf.get(item.key)).toBeGreaterThan(
                blockOf.get(`${item.configuration}/${item.network}/0`)!,
              )
          }
        },
      ),
    )
  })

  it('follows from the seed, and each configuration has an order of its own', () => {
    expect(schedule(request)).toEqual(schedule(request))
    const orderOf = (blocks: ReturnType<typeof schedule>, configuration: number) =>
      blocks.flatMap(({ items }) =>
        items.filter((item) => item.configuration === configuration).map(({ network }) => network),
      )
    expect(orderOf(schedule(request), 0)).not.toEqual(orderOf(schedule(request), 1))
    expect(orderOf(schedule(request), 0)).not.toEqual(orderOf(schedule({ ...request, seed: 8 }), 0))
  })

  it('lets the configurations take turns', () => {
    expect(
      schedule(request)
        .slice(0, 4)
        .map(({ configuration }) => configuration),
    ).toEqual([0, 1, 2, 0])
  })

  it('follows a given order block by block, shuffled inside of each, second visits last', () => {
    const blocks = schedule({ ...request, configurations: 1, order: 'given' })
    const networks = blocks.map(({ items }) => items.map(({ network }) => network))
    const sorted = networks.slice(0, 3).map((block) => [...block].sort((a, b) => a - b))
    expect(sorted.flat()).toEqual(Array.from({ length: 30 }, (_, i) => i))
    expect(networks[0]).not.toEqual(sorted[0])
    expect(blocks[3]!.items.every(({ visit }) => visit === 1)).toBe(true)
    expect(blocks).toHaveLength(4)
  })

  it('of nothing is empty', () => {
    expect(schedule({ ...request, networks: 0 })).toEqual([])
    expect(schedule({ ...request, configurations: 0 })).toEqual([])
  })
})
