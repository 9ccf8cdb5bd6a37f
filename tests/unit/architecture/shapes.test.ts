import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArchitectureError, type Architecture, type Shape } from '../../../src/architecture/graph.ts'
import type { Operation, Padding, Pair } from '../../../src/architecture/operation.ts'
import { borderOf, extentOf, inferShape, inferShapes } from '../../../src/architecture/shapes.ts'

const shapeOf = (operation: Operation, ...inputs: Shape[]) =>
  inferShape({ name: 'here', operation, inputs: inputs.map((_, place) => `input${place}`) }, inputs)

interface Window {
  kernel?: Pair
  stride?: Pair
  padding?: Padding
  dilation?: Pair
}

const window = ({ kernel = [3, 3], stride = [1, 1], padding = 'same' }: Window) => ({
  kernel,
  stride,
  padding,
})

const conv = (options: Window & { filters?: number; groups?: number } = {}): Operation => ({
  kind: 'conv2d',
  ...window(options),
  filters: options.filters ?? 8,
  dilation: options.dilation ?? [1, 1],
  groups: options.groups ?? 1,
  bias: false,
})

const depthwise = (multiplier: number, options: Window = {}): Operation => ({
  kind: 'depthwiseConv2d',
  ...window(options),
  dilation: options.dilation ?? [1, 1],
  multiplier,
  bias: false,
})

const border = (top: number, bottom: number, left: number, right: number) => ({ top, bottom, left, right })

describe('inferShape', () => {
  test.each<[string, Operation, Shape[], Shape]>([
    ['an input', { kind: 'input', shape: [224, 192, 3] }, [], [224, 192, 3]],
    ['an input of features', { kind: 'input', shape: [10] }, [], [10]],
    ['a convolution, same', conv(), [[7, 9, 3]], [7, 9, 8]],
    [
      'a convolution, same, stride 2 on an even map',
      conv({ stride: [2, 2] }),
      [[224, 224, 3]],
      [112, 112, 8],
    ],
    ['a convolution, same, stride 2 on an odd map', conv({ stride: [2, 2] }), [[7, 7, 3]], [4, 4, 8]],
    ['a convolution, same, strides of each axis', conv({ stride: [1, 3] }), [[7, 7, 3]], [7, 3, 8]],
    [
      'a convolution, same, stride beyond the kernel',
      conv({ kernel: [1, 1], stride: [4, 4] }),
      [[6, 6, 3]],
      [2, 2, 8],
    ],
    ['a convolution, valid', conv({ padding: 'valid' }), [[7, 9, 3]], [5, 7, 8]],
    [
      'a convolution, valid, stride 2',
      conv({ padding: 'valid', stride: [2, 2], kernel: [7, 7] }),
      [[224, 224, 3]],
      [109, 109, 8],
    ],
    [
      'a convolution, explicit border',
      conv({ padding: border(1, 1, 1, 1), stride: [2, 2] }),
      [[224, 224, 3]],
      [112, 112, 8],
    ],
    ['a convolution, uneven border', conv({ padding: border(0, 1, 2, 0) }), [[5, 5, 3]], [4, 5, 8]],
    ['a convolution, oblong kernel', conv({ kernel: [1, 7], padding: 'valid' }), [[9, 9, 3]], [9, 3, 8]],
    ['a convolution, dilation, valid', conv({ dilation: [2, 3], padding: 'valid' }), [[9, 9, 3]], [5, 3, 8]],
    ['a convolution, dilation, same', conv({ dilation: [2, 2] }), [[9, 9, 3]], [9, 9, 8]],
    ['a grouped convolution', conv({ groups: 4, filters: 12 }), [[8, 8, 8]], [8, 8, 12]],
    ['a depthwise convolution', depthwise(1, { stride: [2, 2] }), [[8, 8, 6]], [4, 4, 6]],
    ['a depthwise convolution with multiplier', depthwise(3), [[8, 8, 6]], [8, 8, 18]],
    ['a dense layer', { kind: 'dense', units: 10, bias: true }, [[32]], [10]],
    [
      'max pooling, valid',
      { kind: 'maxPool', ...window({ stride: [2, 2], padding: 'valid' }) },
      [[7, 7, 5]],
      [3, 3, 5],
    ],
    ['average pooling, same', { kind: 'avgPool', ...window({ stride: [2, 2] }) }, [[7, 7, 5]], [4, 4, 5]],
    ['a global mean', { kind: 'globalAvgPool', keepDims: false }, [[7, 7, 5]], [5]],
    ['a global mean that keeps the axes', { kind: 'globalAvgPool', keepDims: true }, [[7, 7, 5]], [1, 1, 5]],
    [
      'a sum',
      { kind: 'add' },
      [
        [4, 4, 2],
        [4, 4, 2],
      ],
      [4, 4, 2],
    ],
    [
      'a product with one weight a channel',
      { kind: 'mul' },
      [
        [4, 4, 2],
        [1, 1, 2],
      ],
      [4, 4, 2],
    ],
    [
      'a product with one weight a place, written first',
      { kind: 'mul' },
      [
        [4, 4, 1],
        [4, 4, 2],
      ],
      [4, 4, 2],
    ],
    [
      'a concatenation',
      { kind: 'concat' },
      [
        [4, 4, 2],
        [4, 4, 3],
        [4, 4, 4],
      ],
      [4, 4, 9],
    ],
    ['a concatenation of features', { kind: 'concat' }, [[2], [3]], [5]],
    ['a slice', { kind: 'slice', begin: [1, 0, 2], size: [3, 4, 2] }, [[4, 4, 4]], [3, 4, 2]],
    ['a shuffle', { kind: 'channelShuffle', groups: 2 }, [[4, 4, 6]], [4, 4, 6]],
    ['a resize', { kind: 'resize', size: [8, 9], method: 'nearest' }, [[4, 4, 6]], [8, 9, 6]],
    ['a pad', { kind: 'pad', border: border(1, 2, 3, 4) }, [[4, 4, 6]], [7, 11, 6]],
    ['a batch norm', { kind: 'batchNorm', epsilon: 1e-3 }, [[4, 4, 6]], [4, 4, 6]],
    ['a layer norm', { kind: 'layerNorm', epsilon: 1e-6 }, [[4, 4, 6]], [4, 4, 6]],
    [
      'an attention',
      { kind: 'attention', heads: 2 },
      [
        [4, 4, 6],
        [2, 2, 6],
        [2, 2, 8],
      ],
      [4, 4, 8],
    ],
    ['an activation', { kind: 'activation', name: 'gelu' }, [[4, 4, 6]], [4, 4, 6]],
    ['a softmax', { kind: 'softmax' }, [[6]], [6]],
    ['a flatten', { kind: 'flatten' }, [[4, 5, 6]], [120]],
  ])('gives the shape of %s', (_, operation, inputs, expected) => {
    expect(shapeOf(operation, ...inputs)).toEqual(expected)
  })

  test.each<[string, Operation, Shape[], RegExp]>([
    ['too few inputs', { kind: 'add' }, [[4]], /takes 2 to 2 inputs, not 1/],
    ['too many inputs', { kind: 'flatten' }, [[4], [4]], /takes 1 to 1 inputs, not 2/],
    ['an input of two axes', { kind: 'input', shape: [4, 4] }, [], /1 or 3 axes/],
    ['an input of size 0', { kind: 'input', shape: [0, 4, 3] }, [], /its shape would be \[0, 4, 3\]/],
    ['a convolution of features', conv(), [[10]], /needs \[height, width, channels\], not \[10\]/],
    ['no filters', conv({ filters: 0 }), [[4, 4, 3]], /filters and groups are whole numbers above 0/],
    [
      'groups that do not divide the channels',
      conv({ groups: 2 }),
      [[4, 4, 3]],
      /3 channels do not divide into 2 groups/,
    ],
    [
      'groups that do not divide the filters',
      conv({ groups: 3 }),
      [[4, 4, 3]],
      /8 filters do not divide into 3 groups/,
    ],
    [
      'a kernel larger than the map',
      conv({ padding: 'valid' }),
      [[2, 2, 3]],
      /its shape would be \[0, 0, 8\]/,
    ],
    [
      'a fractional stride',
      conv({ stride: [1.5, 1] }),
      [[4, 4, 3]],
      /kernel, stride and dilation are whole numbers/,
    ],
    [
      'stride and dilation at once',
      conv({ stride: [2, 1], dilation: [2, 2] }),
      [[9, 9, 3]],
      /cannot both be above 1/,
    ],
    [
      'a negative border',
      conv({ padding: border(0, -1, 0, 0) }),
      [[4, 4, 3]],
      /padding is a whole number, 0 or more/,
    ],
    ['a multiplier of 0', depthwise(0), [[4, 4, 3]], /the multiplier is a whole number above 0/],
    ['a dense layer of a map', { kind: 'dense', units: 4, bias: false }, [[4, 4, 3]], /flatten first/],
    [
      'sums that do not fit',
      { kind: 'add' },
      [
        [4, 4, 3],
        [4, 4, 2],
      ],
      /\[4, 4, 3\] and \[4, 4, 2\] do not fit/,
    ],
    ['sums of unlike ranks', { kind: 'mul' }, [[4, 4, 3], [3]], /do not fit together/],
    [
      'joined maps of unlike sizes',
      { kind: 'concat' },
      [
        [4, 4, 3],
        [4, 5, 3],
      ],
      /\[4, 5, 3\] cannot be joined/,
    ],
    [
      'a slice beyond the end',
      { kind: 'slice', begin: [0, 0, 2], size: [4, 4, 2] },
      [[4, 4, 3]],
      /2 to 4 lies outside of axis 2/,
    ],
    ['a slice of other rank', { kind: 'slice', begin: [0], size: [1] }, [[4, 4, 3]], /need 3 axes/],
    [
      'a shuffle that does not divide',
      { kind: 'channelShuffle', groups: 2 },
      [[4, 4, 3]],
      /3 channels do not divide/,
    ],
    [
      'a resize to nothing',
      { kind: 'resize', size: [0, 4], method: 'nearest' },
      [[4, 4, 3]],
      /its shape would be \[0, 4, 3\]/,
    ],
    [
      'queries and keys of other channels',
      { kind: 'attention', heads: 1 },
      [
        [4, 4, 6],
        [4, 4, 4],
        [4, 4, 6],
      ],
      /queries and keys have the same channels/,
    ],
    [
      'keys and values of other places',
      { kind: 'attention', heads: 1 },
      [
        [4, 4, 6],
        [2, 2, 6],
        [4, 4, 6],
      ],
      /keys and values have the same places/,
    ],
    [
      'channels that do not divide into heads',
      { kind: 'attention', heads: 4 },
      [
        [4, 4, 6],
        [4, 4, 6],
        [4, 4, 8],
      ],
      /do not divide into 4 heads/,
    ],
    ['an epsilon of 0', { kind: 'batchNorm', epsilon: 0 }, [[4, 4, 3]], /epsilon must be above 0/],
    [
      'a tensor too large for 32-bit indices',
      { kind: 'resize', size: [65536, 65536], method: 'nearest' },
      [[4, 4, 1]],
      /is too large/,
    ],
    [
      'an unknown operation',
      { kind: 'teleport' } as unknown as Operation,
      [[4]],
      /unknown operation "teleport"/,
    ],
  ])('refuses %s and names the node', (_, operation, inputs, message) => {
    const attempt = () => shapeOf(operation, ...inputs)
    expect(attempt).toThrow(ArchitectureError)
    expect(attempt).toThrow(/^Node "here": /)
    expect(attempt).toThrow(message)
  })

  const sizes = fc.record({
    size: fc.integer({ min: 1, max: 60 }),
    kernel: fc.integer({ min: 1, max: 7 }),
    stride: fc.integer({ min: 1, max: 5 }),
  })

  test('gives ceil(size / stride) for same, and counts the windows for every padding', () => {
    fc.assert(
      fc.property(sizes, ({ size, kernel, stride }) => {
        const operation = conv({ kernel: [kernel, kernel], stride: [stride, stride] })
        expect(shapeOf(operation, [size, size, 1])).toEqual([
          Math.ceil(size / stride),
          Math.ceil(size / stride),
          8,
        ])
        const { top, bottom } = borderOf('same', [size, size], [kernel, kernel], [stride, stride])
        let windows = 0
        for (let begin = -top; begin + kernel <= size + bottom; begin += stride) windows++
        expect(windows).toBe(Math.ceil(size / stride))
        expect([0, 1]).toContain(bottom - top)
      }),
    )
  })
})

describe('extentOf', () => {
  test('counts the gaps of a dilated kernel', () => {
    expect(extentOf([3, 5], [2, 1])).toEqual([5, 5])
    expect(extentOf([1, 3])).toEqual([1, 3])
  })
})

describe('inferShapes', () => {
  const input = { name: 'x', operation: { kind: 'input', shape: [4, 4, 2] }, inputs: [] } as const
  const relu = (name: string, ...inputs: string[]) =>
    ({ name, operation: { kind: 'activation', name: 'relu' }, inputs }) as const
  const given = (overrides: Partial<Architecture>): Architecture => ({
    label: 'net',
    nodes: [input, relu('y', 'x')],
    outputs: ['y'],
    ...overrides,
  })

  test('lists every node by name', () => {
    expect([...inferShapes(given({}))]).toEqual([
      ['x', [4, 4, 2]],
      ['y', [4, 4, 2]],
    ])
  })

  test.each<[string, Partial<Architecture>, string]>([
    ['a name used twice', { nodes: [input, input] }, 'Node "x": the name is used twice.'],
    [
      'an unknown input',
      { nodes: [input, relu('y', 'z')] },
      'Node "y": its input "z" is unknown or comes later.',
    ],
    [
      'a later input',
      { nodes: [relu('y', 'x'), input] },
      'Node "y": its input "x" is unknown or comes later.',
    ],
    ['an unknown output', { outputs: ['z'] }, 'Node "z": is named as an output but does not exist.'],
    ['no output', { outputs: [] }, 'Node "net": has no output.'],
  ])('refuses %s', (_, overrides, message) => {
    expect(() => inferShapes(given(overrides))).toThrow(message)
  })
})
