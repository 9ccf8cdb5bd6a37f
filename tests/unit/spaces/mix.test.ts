import { describe, expect, test } from 'vitest'
import { mixOf } from '../../../src/spaces/mix.ts'
import { syntheticSpace } from '../../../src/spaces/synthetic/space.ts'
import { zooSpace } from '../../../src/spaces/zoo/space.ts'

const mixed = (count: number, spaces = [syntheticSpace, zooSpace]) => [
  ...mixOf(spaces, { seed: 1, count, inputSize: 32 }),
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

  test('asks only those spaces for a depth that have one, within what they allow', () => {
    const { to } = syntheticSpace.depths!
    const [deep, zoo] = mixOf([syntheticSpace, zooSpace], { seed: 1, count: 2, inputSize: 32, depth: 100 })
    expect(deep!.key).toContain(`blocks=${to}`)
    expect(zoo!.space).toBe('zoo')
  })
})
