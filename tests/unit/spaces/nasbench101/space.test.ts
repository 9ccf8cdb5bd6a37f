import { describe, expect, test } from 'vitest'
import { trainableParameters } from '../../../../src/architecture/cost.ts'
import { architectureId, architectureOf } from '../../../../src/architecture/identity.ts'
import { Builder } from '../../../../src/architecture/builder.ts'
import { canonicalGraph } from '../../../../src/architecture/canonical.ts'
import { zooSpace } from '../../../../src/spaces/zoo/space.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { fromMatrix } from '../../../../src/spaces/nasbench101/cell.ts'
import { nasbench101Space as space } from '../../../../src/spaces/nasbench101/space.ts'
import { spellingOf } from '../../../../src/spaces/nasbench101/spelling.ts'

const [input, output, c1, c3, mp] = ['input', 'output', 'conv1x1-bn-relu', 'conv3x3-bn-relu', 'maxpool3x3']
const keyOf = (matrix: number[][], names: string[]) => spellingOf(fromMatrix(matrix, names))
const built = (matrix: number[][], names: string[]) => space.fromKey(keyOf(matrix, names))

/** The example of the published README: the first as it is asked for, the second as the answer has it. */
const inception = built(
  [
    [0, 1, 1, 1, 0, 1, 0],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 1, 0, 0],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 0],
  ],
  [input, c1, c3, c3, c3, mp, output],
)
const answer = built(
  [
    [0, 1, 1, 1, 1, 0, 0],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 1, 0],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 0],
  ],
  [input, c3, c1, mp, c3, c3, output],
)

describe('a network of NAS-Bench-101', () => {
  test('has the published parameters: the Inception-like cell of the README', () => {
    expect(trainableParameters(inception)).toBe(2_694_282)
    expect(trainableParameters(answer)).toBe(2_694_282)
  })

  /**
   * Records of the published table that others print: module_adjacency, module_operations and trainable_parameters of
   * the first record in its order of hashes, and of another one.
   */
  test.each([
    [
      3_468_426,
      [
        [0, 1, 0, 1, 0, 0, 0],
        [0, 0, 1, 0, 1, 1, 0],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 0],
      ],
      [mp, c3, mp, c1, mp],
    ],
    [
      8_555_530,
      [
        [0, 1, 0, 0, 1, 1, 0],
        [0, 0, 1, 0, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 1],
        [0, 0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 0],
      ],
      [c3, mp, c3, c3, c1],
    ],
  ])('has the %i parameters of its record in the table', (published, matrix, inner) => {
    expect(trainableParameters(built(matrix, [input, ...inner, output]))).toBe(published)
  })

  test('has at most 49,979,274 parameters, the largest number in the table', () => {
    // Five convolutions in a row, and the three edges that are left project the input three times more.
    const largest = built(
      [
        [0, 1, 1, 1, 1, 0, 0],
        [0, 0, 1, 0, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 0],
      ],
      [input, c3, c3, c3, c3, c3, output],
    )
    expect(trainableParameters(largest)).toBe(49_979_274)
    for (const { architecture } of space.sample({ seed: 6, count: 500 }))
      expect(trainableParameters(architecture)).toBeLessThanOrEqual(49_979_274)
  })

  /** By hand. A convolution with its batch norm. */
  const conv = (area: number, from: number, to: number) => area * from * to + 2 * to
  const cells = [
    [128, 128],
    [128, 128],
    [128, 128],
    [128, 256],
    [256, 256],
    [256, 256],
    [256, 512],
    [512, 512],
    [512, 512],
  ] as const
  const around = conv(9, 3, 128) + (512 * 10 + 10)
  const sum = (cell: (from: number, to: number) => number) =>
    cells.reduce((total, [from, to]) => total + cell(from, to), around)

  test.each([
    [
      'the projected input alone',
      [
        [0, 1],
        [0, 0],
      ],
      [],
      (from: number, to: number) => conv(1, from, to),
    ],
    [
      'one convolution',
      [
        [0, 1, 0],
        [0, 0, 1],
        [0, 0, 0],
      ],
      [c3],
      (from: number, to: number) => conv(1, from, to) + conv(9, to, to),
    ],
    [
      'a residual cell: two convolutions and the projected input',
      [
        [0, 1, 0, 1],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [0, 0, 0, 0],
      ],
      [c3, c3],
      (from: number, to: number) => 2 * conv(1, from, to) + 2 * conv(9, to, to),
    ],
    [
      'three branches that share the channels unevenly',
      [
        [0, 1, 1, 1, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
      ],
      [c1, c1, c1],
      (from: number, to: number) => {
        const parts = { 128: [43, 43, 42], 256: [86, 85, 85], 512: [171, 171, 170] }[to]!
        return parts.reduce((total, part) => total + conv(1, from, part) + conv(1, part, part), 0)
      },
    ],
    [
      'a vertex that is cut to the channels of the branch it feeds',
      [
        [0, 1, 0, 0, 0],
        [0, 0, 1, 1, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 1, 1],
        [0, 0, 0, 0, 0],
      ].map((row, from) => (from === 3 ? [0, 0, 0, 0, 1] : row)),
      [mp, c3, c3],
      (from: number, to: number) => conv(1, from, to / 2) + 2 * conv(9, to / 2, to / 2),
    ],
  ])('has the parameters that are counted by hand: %s', (_, matrix, inner, cell) => {
    expect(trainableParameters(built(matrix, [input, ...inner, output]))).toBe(sum(cell))
  })

  test('cuts a channel where three branches share out an output and one feeds another', () => {
    // 128 channels are 43, 43 and 42: the third branch reads the first without its last channel.
    const cut = built(
      [
        [0, 1, 1, 0, 0],
        [0, 0, 0, 1, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
      ],
      [input, mp, mp, mp, output],
    )
    const shapes = inferShapes(cut)
    const slices = cut.nodes.flatMap(({ name, operation }) =>
      operation.kind === 'slice' ? [shapes.get(name)] : [],
    )
    // 256 are 86, 85 and 85; 512 are 171, 171 and 170.
    expect(slices).toEqual([
      ...Array(3).fill([32, 32, 42]),
      ...Array(3).fill([16, 16, 85]),
      ...Array(3).fill([8, 8, 170]),
    ])
  })

  test('pools to 16 and 8 pixels, rounded up at odd sizes', () => {
    const sides = (key: string) => [
      ...new Set(
        [...inferShapes(space.fromKey(key)).values()].flatMap((shape) =>
          shape.length === 3 ? [shape[0]] : [],
        ),
      ),
    ]
    expect(sides('3:101:c3')).toEqual([32, 16, 8])
    expect(sides('3:101:c3,size=51')).toEqual([51, 26, 13])
  })
})

describe('a key', () => {
  test('has one spelling for one network, which a refusal gives', () => {
    const matrix = [
      [0, 1, 1, 0, 0],
      [0, 0, 0, 1, 0],
      [0, 0, 0, 0, 1],
      [0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0],
    ]
    expect(keyOf(matrix, [input, c1, mp, c3, output])).toBe('5:1100001101:mp-c1-c3')
    expect(() => space.fromKey('5:1100010011:c1-mp-c3')).toThrow(
      'the same network is written "5:1100001101:mp-c1-c3"',
    )
  })

  test('is found by the first cell, whatever the network is called', () => {
    const drawn = [
      ...space.sample({ seed: 3, count: 25 }),
      ...space.sample({ seed: 4, count: 4, inputSize: 64 }),
    ]
    for (const { key, architecture } of drawn) {
      expect(space.keyOf(architecture)).toBe(key)
      expect(space.keyOf(architectureOf(canonicalGraph(architecture), '2:1:'))).toBe(key)
    }
    const projections = space.fromKey('2:1:')
    expect(space.keyOf({ ...projections, label: 'nameless' })).toBe('2:1:')
  })

  test('is not found for what is no network of the space', () => {
    for (const { architecture } of zooSpace.sample({ seed: 1, count: 6, inputSize: 32 }))
      expect(space.keyOf(architecture)).toBeNull()
    const b = new Builder('tiny')
    expect(space.keyOf(b.build(b.input([32, 32, 3])))).toBeNull()
  })

  test.each([
    ['', 'a cell has the form'],
    ['2:1', 'the same network is written "2:1:"'],
    ['2:0:', 'no path joins its input to its output'],
    ['1::', 'a cell has the form'],
    ['8:1111111111111111111111111111:c3-c3-c3-c3-c3-c3', 'a cell has the form'],
    ['3:111:c5', 'a cell has the form'],
    ['3:111:c3-c3', 'a cell has the form'],
    ['3:11:c3', 'a cell has the form'],
    ['3:121:c3', 'a cell has the form'],
    ['3:111:c3:', 'a cell has the form'],
    [' 3:111:c3', 'a cell has the form'],
    ['3:111:c3\n', 'a cell has the form'],
    ['3:111:C3', 'a cell has the form'],
    ['3:110:c3', 'the same network is written "2:1:"'],
    ['5:1111111111:c3-c3-c3', 'it has 10 edges, more than 9'],
    ['3:111:c3,size=32', 'the same network is written "3:111:c3".'],
    ['3:111:c3,size=31', 'the size is a whole number from 32 to 512, not 31.'],
    ['3:111:c3,width=2', 'a cell has the form'],
  ])('is refused where it is "%s"', (key, message) => {
    expect(() => space.fromKey(key)).toThrow(RangeError)
    expect(() => space.fromKey(key)).toThrow(`"${key}" names no network of NAS-Bench-101`)
    expect(() => space.fromKey(key)).toThrow(message)
  })
})

describe('draws', () => {
  test('are distinct networks, of which each is made again by its key', () => {
    const networks = [...space.sample({ seed: 1, count: 120, inputSize: 48 })]
    expect(new Set(networks.map(({ architecture }) => architectureId(architecture))).size).toBe(120)
    for (const { key, architecture } of networks) {
      expect(key).toMatch(/,size=48$/)
      expect(space.fromKey(key)).toEqual(architecture)
    }
  })
})
