import { describe, expect, test } from 'vitest'
import { costs, totalCost } from '../../../../src/architecture/cost.ts'
import type { Architecture } from '../../../../src/architecture/graph.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { Builder } from '../../../../src/architecture/builder.ts'
import { fieldsOf, kinds } from '../../../../src/spaces/operations/operation.ts'
import { operationsSpace, sweepsSpace } from '../../../../src/spaces/operations/space.ts'
import { zooSpace } from '../../../../src/spaces/zoo/space.ts'

const conv = 'conv2d,h=56,w=56,in=64,out=128,kernel=3,stride=1,groups=1,activation=relu'

/** A key, the kinds of the nodes of its network, the shape of its output, FLOPs worked out by hand. */
const examples: readonly (readonly [string, string, readonly number[], number])[] = [
  [conv, 'input conv2d batchNorm activation', [56, 56, 128], (2 * 9 * 64 + 2 + 1) * 56 * 56 * 128],
  [
    'conv2d,h=17,w=17,in=12,out=8,kernel=1x7,stride=2,groups=4,activation=none',
    'input conv2d batchNorm',
    [9, 9, 8],
    (2 * 7 * 3 + 2) * 9 * 9 * 8,
  ],
  [
    'depthwiseConv2d,h=7,w=9,in=10,kernel=5,stride=1,activation=hardSwish',
    'input depthwiseConv2d batchNorm activation',
    [7, 9, 10],
    (2 * 25 + 3) * 7 * 9 * 10,
  ],
  ['dense,in=1280,out=1000,activation=none', 'input dense', [1000], 2 * 1280 * 1000],
  ['dense,in=20,out=30,activation=relu', 'input dense activation', [30], 2 * 20 * 30 + 30],
  ['maxPool,h=112,w=112,in=64,kernel=3,stride=2', 'input maxPool', [56, 56, 64], 9 * 56 * 56 * 64],
  ['avgPool,h=8,w=8,in=4,kernel=2,stride=1', 'input avgPool', [8, 8, 4], 4 * 8 * 8 * 4],
  ['globalAvgPool,h=7,w=7,in=1280', 'input globalAvgPool', [1280], 49 * 1280],
  ['batchNorm,h=7,w=7,in=3', 'input batchNorm', [7, 7, 3], 2 * 49 * 3],
  ['layerNorm,h=14,w=14,in=6', 'input layerNorm', [14, 14, 6], 8 * 196 * 6],
  [
    'attention,h=4,w=4,in=8,heads=2',
    'input input input attention',
    [4, 4, 8],
    2 * 16 * 16 * (8 + 8) + 6 * 16 * 16 * 2,
  ],
  ['add,h=56,w=56,in=24', 'input input add', [56, 56, 24], 56 * 56 * 24],
  ['mul,h=14,w=14,in=96', 'input input mul', [14, 14, 96], 14 * 14 * 96],
  ['concat,h=28,w=28,in=64+32', 'input input concat', [28, 28, 96], 0],
  ['slice,h=28,w=28,in=116,out=58', 'input slice', [28, 28, 58], 0],
  ['channelShuffle,h=28,w=28,in=116,groups=2', 'input channelShuffle', [28, 28, 116], 0],
  ['resize,h=7,w=7,in=8,to=14x28,method=bilinear', 'input resize', [14, 28, 8], 7 * 14 * 28 * 8],
  ['activation,h=7,w=7,in=8,activation=relu6', 'input activation', [7, 7, 8], 49 * 8],
  ['softmax,in=1000', 'input softmax', [1000], 5000],
]

describe('a key of a single operation', () => {
  test.each(examples)('%s is made of what it says', (key, nodes, output, flops) => {
    const network = operationsSpace.fromKey(key)
    expect(network.nodes.map(({ operation }) => operation.kind).join(' ')).toBe(nodes)
    expect(network.outputs.map((name) => inferShapes(network).get(name))).toEqual([output])
    expect(totalCost(network).flops).toBe(flops)
    expect(costs(network).size).toBe(network.nodes.length)
    expect(network.label).toBe(key)
  })

  test('is there for every kind', () => {
    expect(new Set(examples.map(([key]) => key.split(',')[0]))).toEqual(new Set(kinds))
    expect(Object.keys(fieldsOf).sort()).toEqual([...kinds].sort())
  })

  test.each(examples)('%s is found again from the graph, whatever its label says', (key) => {
    for (const space of [operationsSpace, sweepsSpace])
      expect(space.keyOf({ ...space.fromKey(key), label: 'add,h=1,w=1,in=1' })).toBe(key)
  })

  test.each([
    ['', 'what it begins with is one of "conv2d", '],
    ['conv', 'not "conv"'],
    ['__proto__', 'not "__proto__"'],
    ['input,h=1,w=1,in=1', 'not "input"'],
    ['dense', 'a dense has the form "dense,in=…,out=…,activation=…"'],
    ['dense,out=3,in=2,activation=none', 'has the form'],
    ['dense,in=2,out=3,activation=none,', 'has the form'],
    ['dense,in=2,out=3,activation=none,bias=1', 'has the form'],
    [' dense,in=2,out=3,activation=none', 'not " dense"'],
    ['dense,in=2,out=3,activation=none\n', 'activation is one of'],
    ['dense,in=2,out=3,activation=', 'not ""'],
    ['dense,in=2,out=3,activation=Relu', 'not "Relu"'],
    ['dense,in=02,out=3,activation=none', 'in is a whole number from 1 to 65536, not "02"'],
    ['dense,in=2+3,out=3,activation=none', 'several for concat only'],
    ['dense,in=0,out=3,activation=none', 'not 0.'],
    ['dense,in=2,out=65537,activation=none', 'out is a whole number from 1 to 65536, not 65537.'],
    ['dense,in=65536,out=65536,activation=none', 'has more than 2^28 numbers'],
    ['maxPool,h=512,w=512,in=65536,kernel=1,stride=1', 'is too large'],
    ['maxPool,h=512,w=512,in=2048,kernel=1,stride=1', 'has more than 2^28 numbers'],
    ['maxPool,h=7,w=7,in=8,kernel=3x3,stride=1', 'two that differ as in "1x7", not "3x3"'],
    ['maxPool,h=7,w=7,in=8,kernel=3x1x1,stride=1', 'not "3x1x1"'],
    ['maxPool,h=7,w=7,in=8,kernel=3x,stride=1', 'not ""'],
    ['maxPool,h=7,w=7,in=8,kernel=3,stride=1x2', 'not "1x2"'],
    ['maxPool,h=513,w=7,in=8,kernel=3,stride=1', 'h is a whole number from 1 to 512, not 513.'],
    ['maxPool,h=-7,w=7,in=8,kernel=3,stride=1', 'not "-7"'],
    ['conv2d,h=7,w=7,in=6,out=8,kernel=3,stride=1,groups=4,activation=none', 'do not divide into 4 groups'],
    ['attention,h=7,w=7,in=6,heads=4', 'do not divide into 4 heads'],
    ['channelShuffle,h=7,w=7,in=6,groups=4', 'do not divide into 4 groups'],
    ['concat,h=7,w=7,in=6', 'several for concat only'],
    [`concat,h=7,w=7,in=${Array(65).fill('1').join('+')}`, 'in are at most 64 numbers'],
    ['slice,h=7,w=7,in=6,out=7', 'lies outside'],
    ['activation,h=7,w=7,in=6,activation=none', 'an activation has a name'],
    ['resize,h=7,w=7,in=6,to=9,method=cubic', 'not "cubic"'],
  ])('is refused where it is "%s"', (key, message) => {
    expect(() => operationsSpace.fromKey(key)).toThrow(RangeError)
    expect(() => operationsSpace.fromKey(key)).toThrow(`"${key}" names no single operation`)
    expect(() => operationsSpace.fromKey(key)).toThrow(message)
  })
})

describe('keyOf of single operations', () => {
  const b = () => new Builder(conv)
  const built = (make: (builder: Builder) => ReturnType<Builder['input']>): Architecture => {
    const builder = b()
    return builder.build(make(builder))
  }

  test('knows no network that only looks alike', () => {
    const image = (builder: Builder) => builder.input([56, 56, 64])
    const alike = built((x) => x.convNorm(image(x), 128, { kernel: 3 }, 'relu'))
    expect(operationsSpace.keyOf(alike)).toBe(conv)
    for (const other of [
      built((x) => x.convNorm(image(x), 128, { kernel: 3, padding: 'valid' }, 'relu')),
      built((x) => x.convNorm(image(x), 128, { kernel: 3, dilation: 2 }, 'relu')),
      built((x) => x.activation(x.conv(image(x), 128, { kernel: 3, bias: true }), 'relu')),
      built((x) => x.activation(x.batchNorm(x.conv(image(x), 128, { kernel: 3 }), 1e-5), 'relu')),
      built((x) => x.softmax(x.convNorm(image(x), 128, { kernel: 3 }, 'relu'))),
      built((x) => x.channels(image(x), 3, 8)),
      built((x) => {
        const map = image(x)
        return x.sum(map, map)
      }),
      built(image),
      zooSpace.fromKey('mobilenet_v2'),
    ])
      expect(operationsSpace.keyOf(other)).toBeNull()
  })
})
