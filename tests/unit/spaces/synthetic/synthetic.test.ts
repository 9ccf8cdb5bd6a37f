import { describe, expect, test } from 'vitest'
import { costs, trainableParameters } from '../../../../src/architecture/cost.ts'
import type { Architecture } from '../../../../src/architecture/graph.ts'
import { architectureId } from '../../../../src/architecture/identity.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { syntheticSpace } from '../../../../src/spaces/synthetic/space.ts'

/** What the public tables count: no elementwise operations. */
const countedKinds = new Set(['conv2d', 'depthwiseConv2d', 'dense', 'maxPool', 'avgPool', 'globalAvgPool'])

function countedFlops(architecture: Architecture): number {
  const all = costs(architecture)
  return architecture.nodes.reduce(
    (sum, { name, operation }) => (countedKinds.has(operation.kind) ? sum + all.get(name)!.flops : sum),
    0,
  )
}

function quantiles(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!
  return { least: at(0), low: at(0.05), median: at(0.5), high: at(0.95), most: at(1) }
}

describe('synthetic networks', () => {
  const networks = [...syntheticSpace.sample({ seed: 1, count: 300, inputSize: 224 })].map(
    ({ architecture }) => architecture,
  )

  test('are spread in FLOPs as the 1000 published ones', () => {
    // Published: 0.168, 0.555 (5 %), 1.53 (median), 3.87 (95 %) and 13.4 GFLOPs; the last is one network far out.
    // A third to either side: another seed moves the median of 300 by about 10 %, the ends by more.
    const { least, low, median, high, most } = quantiles(networks.map(countedFlops))
    expect(least).toBeGreaterThan(0.1e9)
    expect(least).toBeLessThan(0.5e9)
    expect(Math.abs(Math.log(low / 0.555e9))).toBeLessThan(Math.log(4 / 3))
    expect(Math.abs(Math.log(median / 1.53e9))).toBeLessThan(Math.log(4 / 3))
    expect(Math.abs(Math.log(high / 3.87e9))).toBeLessThan(Math.log(4 / 3))
    expect(most).toBeGreaterThan(5e9)
    expect(most).toBeLessThan(20e9)
  })

  test('are spread in size as the 1000 published ones', () => {
    // Published: 6.7, 9.4 (5 %), 17.4 (median), 40.7 (95 %) and 75.7 MB of 32-bit floats.
    const { least, low, median, high, most } = quantiles(
      networks.map((network) => 4 * trainableParameters(network)),
    )
    expect(Math.abs(Math.log(least / 6.7e6))).toBeLessThan(Math.log(4 / 3))
    expect(Math.abs(Math.log(low / 9.4e6))).toBeLessThan(Math.log(4 / 3))
    expect(Math.abs(Math.log(median / 17.4e6))).toBeLessThan(Math.log(4 / 3))
    expect(Math.abs(Math.log(high / 40.7e6))).toBeLessThan(Math.log(4 / 3))
    expect(Math.abs(Math.log(most / 75.7e6))).toBeLessThan(Math.log(4 / 3))
  })

  test('hold every kind of block and every operation that the table of ranges names', () => {
    const operations = networks.flatMap(({ nodes }) => nodes.map(({ operation }) => operation))
    const kinds = new Set(operations.map(({ kind }) => kind))
    for (const kind of [
      'conv2d',
      'depthwiseConv2d',
      'maxPool',
      'avgPool',
      'slice',
      'concat',
      'add',
      'mul',
    ] as const)
      expect(kinds).toContain(kind)
    const activations = operations.flatMap((operation) =>
      operation.kind === 'activation' ? [operation.name] : [],
    )
    expect([...new Set(activations)].sort()).toEqual(
      ['hardSigmoid', 'hardSwish', 'leakyRelu', 'relu', 'relu6', 'sigmoid', 'swish'].sort(),
    )
    const convolutions = operations.flatMap((operation) => (operation.kind === 'conv2d' ? [operation] : []))
    expect(new Set(convolutions.map(({ kernel }) => kernel[0]))).toEqual(new Set([1, 3, 5, 7]))
    expect(new Set(convolutions.map(({ groups }) => groups))).toEqual(new Set([1, 2, 4, 8]))
    expect(new Set(convolutions.map(({ stride }) => stride[0]))).toEqual(new Set([1, 2]))
  })

  test('use a sigmoid only to gate squeeze-and-excite', () => {
    for (const { nodes } of networks)
      for (const { name, operation } of nodes)
        if (operation.kind === 'activation' && operation.name.toLowerCase().endsWith('sigmoid'))
          expect(name).toContain('squeezeExcite')
  })

  test('have 9 to 11 blocks and halve the map five times', () => {
    for (const network of networks) {
      const blocks = blocksOf(network)
      expect(blocks).toBeGreaterThanOrEqual(9)
      expect(blocks).toBeLessThanOrEqual(11)
    }
  })

  test('keep their blocks at another input size', () => {
    const kinds = ({ nodes }: Architecture) => nodes.map(({ name }) => name)
    for (const index of [0, 1, 2])
      expect(kinds(syntheticSpace.fromKey(`size=64,seed=9,index=${index}`))).toEqual(
        kinds(syntheticSpace.fromKey(`size=256,seed=9,index=${index}`)),
      )
  })

  test('are drawn at the four input sizes where none is asked for', () => {
    const sizes = [...syntheticSpace.sample({ seed: 1, count: 40 })].map(
      ({ key }) => /^size=(\d+)/.exec(key)?.[1],
    )
    expect(new Set(sizes)).toEqual(new Set(['128', '160', '192', '224']))
  })

  test('stay what their keys meant when records were stored', () => {
    expect(architectureId(syntheticSpace.fromKey('size=224,seed=1,index=0'))).toBe(
      'd28ced963ae45640d6647ed78b655d793211fe5de0fa3f74c6ee5736844c8c4d',
    )
    expect(architectureId(syntheticSpace.fromKey('size=32,seed=4294967295,index=999999'))).toBe(
      '50af7c47ab6827304cca80de5620adf737a9a1906a7541134ff3c5547432e373',
    )
  })
})

const blocksOf = ({ nodes }: Architecture): number =>
  new Set(nodes.flatMap(({ name }) => /^block(\d+)\//.exec(name)?.[1] ?? [])).size

describe('synthetic networks of a chosen depth', () => {
  test.each([4, 5, 12, 24])('have %d blocks, of which four halve the map', (depth) => {
    const networks = [...syntheticSpace.sample({ seed: 1, count: 20, inputSize: 64, depth })]
    expect(networks).toHaveLength(20)
    for (const { key, architecture } of networks) {
      expect(key).toMatch(new RegExp(`^size=64,seed=1,index=\\d+,blocks=${depth}$`))
      expect(blocksOf(architecture)).toBe(depth)
      const shapes = inferShapes(architecture)
      const [mean] = architecture.nodes.filter(
        ({ name, operation }) => operation.kind === 'globalAvgPool' && !name.startsWith('block'),
      )
      expect(shapes.get(mean!.inputs[0]!)?.slice(0, 2)).toEqual([2, 2])
    }
  })

  test('are at the sizes of those of a drawn depth, and other networks even where the depths are equal', () => {
    const plain = [...syntheticSpace.sample({ seed: 1, count: 60 })]
    const chosen = [...syntheticSpace.sample({ seed: 1, count: 60, depth: 10 })]
    expect(chosen.map(({ key }) => key)).toEqual(plain.map(({ key }) => `${key},blocks=10`))
    const alike = plain.flatMap(({ architecture }, index) =>
      blocksOf(architecture) === 10 ? [[architecture, chosen[index]!.architecture] as const] : [],
    )
    expect(alike.length).toBeGreaterThan(10)
    for (const [one, other] of alike) expect(architectureId(one)).not.toBe(architectureId(other))
  })

  test('have a key that is found again', () => {
    const key = 'size=32,seed=7,index=3,blocks=5'
    expect(syntheticSpace.keyOf(syntheticSpace.fromKey(key))).toBe(key)
    const renamed = { ...syntheticSpace.fromKey(key), label: 'synthetic size=32,seed=7,index=3' }
    expect(syntheticSpace.keyOf(renamed)).toBeNull()
  })

  test.each([3, 25, 0, -4, 4.5, Number.NaN])('are refused at a depth of %d', (depth) => {
    expect(() => syntheticSpace.sample({ seed: 1, count: 1, depth })).toThrow(
      `The depth is a whole number from 4 to 24, not ${depth}.`,
    )
  })
})

describe('a key of a synthetic network', () => {
  test.each([
    ['', 'has the form "size=224,seed=1,index=0"'],
    ['mobilenet_v2', 'has the form'],
    ['size=224,seed=1', 'has the form'],
    ['seed=1,size=224,index=3', 'has the form'],
    ['size=224,seed=1,index=3,width=2', 'has the form'],
    [' size=224,seed=1,index=3', 'has the form'],
    ['size=224,seed=1,index=3\n', 'the index is a whole number'],
    ['size=16,seed=1,index=3', 'the size is a whole number from 32 to 512, not 16.'],
    ['size=224,seed=-1,index=3', 'the seed is a whole number from 0 to 4294967295, not "-1".'],
    ['size=224,seed=1,index=1000000', 'the index is a whole number from 0 to 999999, not 1000000.'],
    ['size=224,seed=1,index=03', 'not "03"'],
    ['size=224,seed=,index=3', 'not ""'],
    ['size=224,seed=1,index=3,blocks=3', 'the depth is a whole number from 4 to 24, not 3.'],
    ['size=224,seed=1,index=3,blocks=25', 'the depth is a whole number from 4 to 24, not 25.'],
    ['size=224,seed=1,index=3,blocks=', 'not ""'],
    ['size=224,seed=1,index=3,blocks=012', 'not "012"'],
    ['size=224,seed=1,blocks=12,index=3', 'has the form'],
    ['size=224,seed=1,index=3,blocks=12,blocks=12', 'has the form'],
  ])('is refused where it is "%s"', (key, message) => {
    expect(() => syntheticSpace.fromKey(key)).toThrow(RangeError)
    expect(() => syntheticSpace.fromKey(key)).toThrow(`"${key}" names no synthetic network`)
    expect(() => syntheticSpace.fromKey(key)).toThrow(message)
  })
})
