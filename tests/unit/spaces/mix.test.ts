import { describe, expect, test } from 'vitest'
import { mixOf } from '../../../src/spaces/mix.ts'
import { syntheticSpace } from '../../../src/spaces/synthetic/space.ts'
import { zooSpace } from '../../../src/spaces/zoo/space.ts'

const never = (sentence: string) => expect.fail(sentence)
const mixed = (count: number, spaces = [syntheticSpace, zooSpace]) => [
  ...mixOf(spaces, { seed: 1, count, inputSize: 32 }, never),
]

describe('a mix of spaces', () => {
  test('takes one network of each in turn, as many as asked for', () => {
    expect(mixed(5).map(({ space }) => space)).toEqual(['synthetic', 'zoo', 'synthetic', 'zoo', 'synthetic'])
  })

  test('gives of each space what the space gives alone', () => {
    const alone = [...zooSpace.sample({ seed: 1, count: 2, inputSize: 32 })]
    const ofZoo = mixed(5).filter(({ space }) => space === 'zoo')
    expect(ofZoo.map(({ key }) => key)).toEqual(alone.map(({ key }) => key))
  })

  test('goes on with the others where a space has no more', () => {
    const size = zooSpace.size ?? 0
    const spaces = mixed(2 * size + 6).map(({ space }) => space)
    expect(spaces.filter((space) => space === 'zoo')).toHaveLength(size)
    expect(spaces).toHaveLength(2 * size + 6)
    expect(mixed(size + 5, [zooSpace])).toHaveLength(size)
    expect(mixed(3, [])).toEqual([])
  })

  test('asks only those spaces for a depth that have one', () => {
    const options = { seed: 1, count: 2, inputSize: 32, depth: 20 }
    const [deep, zoo] = mixOf([syntheticSpace, zooSpace], options, never)
    expect(deep!.key).toContain('blocks=20')
    expect(zoo!.space).toBe('zoo')
    expect(() => mixOf([syntheticSpace], { ...options, depth: 100 }, never)).toThrow('The depth')
  })

  test('passes a space over that has nothing within the budget, and hands on what it says', () => {
    const refusals: string[] = []
    const options = { seed: 1, count: 4, inputSize: 32, mostFlops: 3e6 }
    const draws = [...mixOf([syntheticSpace, zooSpace], options, (sentence) => refusals.push(sentence))]
    expect(draws.map(({ space }) => space)).toEqual(['zoo', 'zoo', 'zoo', 'zoo'])
    expect(refusals).toHaveLength(1)
  })
})
