import { describe, expect, test } from 'vitest'
import { canonicalGraph } from '../../../src/architecture/canonical.ts'
import { architectureId } from '../../../src/architecture/identity.ts'
import { inferShapes } from '../../../src/architecture/shapes.ts'
import { spaceNamed, spaces } from '../../../src/spaces/registry.ts'

const drawn = (name: string, seed: number, count: number, inputSize?: number) => [
  ...spaceNamed(name).sample(inputSize === undefined ? { seed, count } : { seed, count, inputSize }),
]
const keysOf = (networks: readonly { key: string }[]) => networks.map(({ key }) => key)

describe.each(spaces)('the space $name', ({ name, ...space }) => {
  test('makes every drawn network again from its key', () => {
    for (const inputSize of [undefined, 32, 96])
      for (const { key, architecture } of drawn(name, 7, 8, inputSize))
        expect(space.fromKey(key)).toEqual(architecture)
  })

  test('gives the same networks for the same seed, and others or another order for another seed', () => {
    expect(drawn(name, 3, 6)).toEqual(drawn(name, 3, 6))
    expect(keysOf(drawn(name, 3, 6))).not.toEqual(keysOf(drawn(name, 4, 6)))
  })

  test('gives the same networks first, however many are drawn', () => {
    expect(drawn(name, 5, 9).slice(0, 4)).toEqual(drawn(name, 5, 4))
  })

  test('gives distinct networks, as many as asked for or as there are', () => {
    const networks = drawn(name, 1, 60, 32)
    expect(networks).toHaveLength(Math.min(60, space.size ?? Infinity))
    expect(new Set(networks.map(({ architecture }) => architectureId(architecture))).size).toBe(
      networks.length,
    )
    expect(new Set(keysOf(networks)).size).toBe(networks.length)
  })

  test('gives valid networks without dead nodes, with one image in and 1000 scores out', () => {
    for (const inputSize of [32, 33, 63, 224])
      for (const { architecture } of drawn(name, 2, 15, inputSize)) {
        const shapes = inferShapes(architecture)
        expect(architecture.outputs.map((output) => shapes.get(output))).toEqual([[1000]])
        expect(canonicalGraph(architecture).nodes).toHaveLength(architecture.nodes.length)
        const inputs = architecture.nodes.filter(({ operation }) => operation.kind === 'input')
        expect(inputs.map((input) => shapes.get(input.name))).toEqual([[inputSize, inputSize, 3]])
      }
  })

  test('draws nothing before it is asked for', () => {
    const [first] = space.sample({ seed: 1, count: 1_000_000 })
    expect(first?.key).toBe(drawn(name, 1, 1)[0]?.key)
  })

  test.each([
    [{ seed: -1, count: 1 }, 'The seed is a whole number from 0 to 4294967295, not -1.'],
    [{ seed: 2 ** 32, count: 1 }, 'The seed'],
    [{ seed: 0.5, count: 1 }, 'The seed'],
    [{ seed: 1, count: Number.NaN }, 'The number of networks is a whole number from 0 to 1000000, not NaN.'],
    [{ seed: 1, count: 1e9 }, 'The number of networks'],
    [{ seed: 1, count: 1, inputSize: 31 }, 'The input size is a whole number from 32 to 512, not 31.'],
    [{ seed: 1, count: 1, inputSize: 513 }, 'The input size'],
  ])('refuses %o at once', (options, message) => {
    expect(() => space.sample(options)).toThrow(RangeError)
    expect(() => space.sample(options)).toThrow(message)
  })
})

describe('spaceNamed', () => {
  test('finds every space by its name', () => {
    for (const space of spaces) expect(spaceNamed(space.name)).toBe(space)
  })

  test('quotes an unknown name and lists the known ones', () => {
    expect(() => spaceNamed('zoos')).toThrow(RangeError)
    expect(() => spaceNamed('zoos')).toThrow('There is no space "zoos". Known are "synthetic", "zoo".')
    expect(() => spaceNamed('__proto__')).toThrow('There is no space "__proto__"')
  })
})
