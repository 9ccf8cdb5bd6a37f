import { describe, expect, test } from 'vitest'
import { canonicalGraph } from '../../../src/architecture/canonical.ts'
import { architectureId } from '../../../src/architecture/identity.ts'
import { inferShapes } from '../../../src/architecture/shapes.ts'
import { factsOf, loadSpace, spaces } from '../../../src/spaces/registry.ts'

const keysOf = (networks: readonly { key: string }[]) => networks.map(({ key }) => key)

describe.each(spaces.map(({ name }) => name))('the space %s', async (name) => {
  const space = await loadSpace(name)
  const drawn = (seed: number, count: number, inputSize?: number) => [
    ...space.sample(inputSize === undefined ? { seed, count } : { seed, count, inputSize }),
  ]

  test('is what the registry says of it before it is loaded', () => {
    const { title, sentence, citation, size, depths } = factsOf(name)
    expect(space).toMatchObject({ name, title, sentence, citation, size, depths })
    expect(space.sentence).toMatch(/^[A-Z].{20,140}\.$/)
    expect(space.citation).toMatch(/\d{4}/)
  })

  test('makes every drawn network again from its key, and knows the key of it', () => {
    for (const inputSize of [undefined, 32, 96])
      for (const { key, architecture } of drawn(7, 6, inputSize)) {
        expect(space.fromKey(key)).toEqual(architecture)
        expect(space.keyOf(architecture)).toBe(key)
      }
  })

  test('gives the same networks for the same seed, and others or another order for another seed', () => {
    expect(drawn(3, 6)).toEqual(drawn(3, 6))
    expect(keysOf(drawn(3, 6))).not.toEqual(keysOf(drawn(4, 6)))
  })

  test('gives the same networks first, however many are drawn', () => {
    expect(drawn(5, 9).slice(0, 4)).toEqual(drawn(5, 4))
  })

  test('gives distinct networks, as many as asked for or as there are', () => {
    const networks = drawn(1, 60, 32)
    expect(networks).toHaveLength(Math.min(60, space.size ?? Infinity))
    const ids = networks.map(({ architecture }) => architectureId(architecture))
    expect(new Set(ids).size).toBe(networks.length)
    expect(new Set(keysOf(networks)).size).toBe(networks.length)
  })

  test('gives valid networks without dead nodes, at every input size', () => {
    for (const inputSize of [32, 33, 63, 224])
      for (const { architecture } of drawn(2, 8, inputSize)) {
        inferShapes(architecture)
        expect(canonicalGraph(architecture).nodes).toHaveLength(architecture.nodes.length)
      }
  })

  test('draws nothing before it is asked for', () => {
    const [first] = space.sample({ seed: 1, count: 1_000_000 })
    expect(first?.key).toBe(drawn(1, 1)[0]?.key)
  })

  test.each([
    [{ seed: -1, count: 1 }, 'The seed is a whole number from 0 to 4294967295, not -1.'],
    [{ seed: 2 ** 32, count: 1 }, 'The seed'],
    [{ seed: 0.5, count: 1 }, 'The seed'],
    [{ seed: 1, count: Number.NaN }, 'The number of networks is a whole number from 0 to 1000000, not NaN.'],
    [{ seed: 1, count: 1e9 }, 'The number of networks'],
    [{ seed: 1, count: 1, inputSize: 31 }, 'The input size is a whole number from 32 to 512, not 31.'],
    [{ seed: 1, count: 1, inputSize: 513 }, 'The input size'],
    [{ seed: 1, count: 1, mostFlops: 0 }, 'The budget of FLOPs'],
    [{ seed: 1, count: 1, mostPeakBytes: -5 }, 'The budget of bytes'],
  ])('refuses %o at once', (options, message) => {
    expect(() => space.sample(options)).toThrow(RangeError)
    expect(() => space.sample(options)).toThrow(message)
  })
})

describe('the registry', () => {
  test('has every space once', () => {
    expect(new Set(spaces.map(({ name }) => name)).size).toBe(spaces.length)
  })

  test('quotes an unknown name and lists the known ones', () => {
    expect(() => factsOf('zoos')).toThrow(RangeError)
    expect(() => factsOf('zoos')).toThrow(/^There is no space "zoos"\. Known are "synthetic", .*"zoo"/)
    expect(() => factsOf('__proto__')).toThrow('There is no space "__proto__"')
  })
})
