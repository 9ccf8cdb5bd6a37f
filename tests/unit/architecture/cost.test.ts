import { describe, expect, test } from 'vitest'
import { Builder, type Value } from '../../../src/architecture/builder.ts'
import {
  costOf,
  costs,
  peakBytes,
  totalCost,
  trainableParameters,
  type Cost,
} from '../../../src/architecture/cost.ts'
import type { Architecture, Shape } from '../../../src/architecture/graph.ts'
import type { Operation } from '../../../src/architecture/operation.ts'
import { inferShape } from '../../../src/architecture/shapes.ts'

function costAt(operation: Operation, ...inputs: Shape[]): Cost {
  const node = { name: 'here', operation, inputs: inputs.map((_, place) => `input${place}`) }
  return costOf(node, inputs, inferShape(node, inputs))
}

const same = { stride: [1, 1], padding: 'same', dilation: [1, 1] } as const

function network(build: (b: Builder, x: Value) => Value, shape: Shape = [4, 4, 2]): Architecture {
  const b = new Builder('test')
  return b.build(build(b, b.input(shape)))
}

describe('costOf', () => {
  test.each<[string, Operation, Shape[], Cost]>([
    [
      'an input',
      { kind: 'input', shape: [4, 4, 2] },
      [],
      { flops: 0, parameters: 0, bytesRead: 0, bytesWritten: 0 },
    ],
    [
      // 2 · 4·4·5 outputs · 3·3 · 2 channels; 3·3·2·5 weights and 5 biases; reads 32 + 95 values, writes 80.
      'a convolution with bias',
      { kind: 'conv2d', ...same, kernel: [3, 3], filters: 5, groups: 1, bias: true },
      [[4, 4, 2]],
      { flops: 2880, parameters: 95, bytesRead: 508, bytesWritten: 320 },
    ],
    [
      // Each filter sees 8 / 4 = 2 channels: 2 · 4·4·8 · 3·3 · 2; 3·3·2·8 weights.
      'a grouped convolution',
      { kind: 'conv2d', ...same, kernel: [3, 3], filters: 8, groups: 4, bias: false },
      [[4, 4, 8]],
      { flops: 4608, parameters: 144, bytesRead: 4 * (128 + 144), bytesWritten: 512 },
    ],
    [
      // Outputs 2·2·(2·3): 2 · 24 · 5·3; 15 · 2 · 3 weights and 6 biases.
      'a depthwise convolution with stride and multiplier',
      { kind: 'depthwiseConv2d', ...same, stride: [2, 2], kernel: [5, 3], multiplier: 3, bias: true },
      [[4, 4, 2]],
      { flops: 720, parameters: 96, bytesRead: 4 * (32 + 96), bytesWritten: 96 },
    ],
    [
      // Mean 1, centring 1, square 1, variance 1, factor 1 and its product 1, scale 1, offset 1 for each of 16 values.
      'a layer norm',
      { kind: 'layerNorm', epsilon: 1e-6 },
      [[2, 2, 4]],
      { flops: 128, parameters: 8, bytesRead: 4 * 24, bytesWritten: 64 },
    ],
    [
      // 16 queries by 4 keys: 2 · 64 · 6 for the products, 2 · 64 · 8 for the sums, 6 · 64 · 2 heads of scores.
      'an attention',
      { kind: 'attention', heads: 2 },
      [
        [4, 4, 6],
        [2, 2, 6],
        [2, 2, 8],
      ],
      { flops: 768 + 1024 + 768, parameters: 0, bytesRead: 4 * (96 + 24 + 32), bytesWritten: 4 * 128 },
    ],
    [
      'a dense layer',
      { kind: 'dense', units: 10, bias: true },
      [[32]],
      { flops: 640, parameters: 330, bytesRead: 4 * 362, bytesWritten: 40 },
    ],
    [
      'pooling',
      { kind: 'maxPool', kernel: [3, 3], stride: [2, 2], padding: 'same' },
      [[4, 4, 2]],
      { flops: 72, parameters: 0, bytesRead: 128, bytesWritten: 32 },
    ],
    [
      'a global mean',
      { kind: 'globalAvgPool', keepDims: false },
      [[4, 4, 2]],
      { flops: 32, parameters: 0, bytesRead: 128, bytesWritten: 8 },
    ],
    [
      'a product that is spread',
      { kind: 'mul' },
      [
        [4, 4, 2],
        [1, 1, 2],
      ],
      { flops: 32, parameters: 0, bytesRead: 136, bytesWritten: 128 },
    ],
    [
      'a batch norm: two statistics, a scale and a shift a channel',
      { kind: 'batchNorm', epsilon: 1e-3 },
      [[4, 4, 2]],
      { flops: 64, parameters: 8, bytesRead: 160, bytesWritten: 128 },
    ],
    [
      'a prelu: one slope a channel',
      { kind: 'activation', name: 'prelu' },
      [[4, 4, 2]],
      { flops: 32, parameters: 2, bytesRead: 136, bytesWritten: 128 },
    ],
    ['a softmax', { kind: 'softmax' }, [[10]], { flops: 50, parameters: 0, bytesRead: 40, bytesWritten: 40 }],
    [
      'a concatenation',
      { kind: 'concat' },
      [
        [4, 4, 2],
        [4, 4, 1],
      ],
      { flops: 0, parameters: 0, bytesRead: 192, bytesWritten: 192 },
    ],
    [
      'a slice, which reads only what it takes',
      { kind: 'slice', begin: [0, 0, 0], size: [4, 4, 1] },
      [[4, 4, 2]],
      { flops: 0, parameters: 0, bytesRead: 64, bytesWritten: 64 },
    ],
    [
      'a flatten, which moves nothing',
      { kind: 'flatten' },
      [[4, 4, 2]],
      { flops: 0, parameters: 0, bytesRead: 0, bytesWritten: 0 },
    ],
    [
      'a bilinear resize',
      { kind: 'resize', size: [8, 8], method: 'bilinear' },
      [[4, 4, 2]],
      { flops: 896, parameters: 0, bytesRead: 128, bytesWritten: 512 },
    ],
    [
      'a nearest resize',
      { kind: 'resize', size: [8, 8], method: 'nearest' },
      [[4, 4, 2]],
      { flops: 0, parameters: 0, bytesRead: 128, bytesWritten: 512 },
    ],
  ])('counts %s', (_, operation, inputs, expected) => {
    expect(costAt(operation, ...inputs)).toEqual(expected)
  })

  test('does not count more for a dilated kernel: gaps are not multiplied', () => {
    const conv = (dilation: number): Operation => ({
      kind: 'conv2d',
      ...same,
      dilation: [dilation, dilation],
      kernel: [3, 3],
      filters: 5,
      groups: 1,
      bias: false,
    })
    expect(costAt(conv(2), [9, 9, 2])).toEqual(costAt(conv(1), [9, 9, 2]))
  })
})

describe('the cost of a network', () => {
  const architecture = network((b, x) =>
    b.dense(b.globalAvgPool(b.convNorm(x, 5, { kernel: 3 }, 'relu')), 10),
  )

  test('is the sum over its nodes', () => {
    const parts = [...costs(architecture).values()]
    const sum = (pick: (cost: Cost) => number) => parts.reduce((total, cost) => total + pick(cost), 0)
    const total = totalCost(architecture)
    expect(total.flops).toBe(sum(({ flops }) => flops))
    expect(total.flops).toBe(2880 + 2 * 80 + 80 + 80 + 100)
    expect(total.bytesRead).toBe(sum(({ bytesRead }) => bytesRead))
    expect(total.bytesWritten).toBe(sum(({ bytesWritten }) => bytesWritten))
    expect(total.parameters).toBe(90 + 20 + 60)
  })

  test('has fewer trainable parameters: without mean and variance of batch norm', () => {
    expect(trainableParameters(architecture)).toBe(90 + 10 + 60)
  })
})

describe('peakBytes', () => {
  test('frees a value after its last use', () => {
    // Three maps of 128 bytes in a row: only two are alive at once.
    const chain = network((b, x) => b.activation(b.activation(b.activation(x, 'relu'), 'tanh'), 'elu'))
    expect(peakBytes(chain)).toBe(2 * 128)
  })

  test('keeps a value that is read again later, and outputs to the end', () => {
    const skip = network((b, x) => b.sum(b.activation(b.activation(x, 'relu'), 'tanh'), x))
    expect(peakBytes(skip)).toBe(3 * 128)
    const b = new Builder('two outputs')
    const x = b.input([4, 4, 2])
    const [p, q] = [b.activation(x, 'relu'), b.activation(x, 'tanh')]
    expect(peakBytes(b.build(p, q))).toBe(3 * 128)
  })

  test('adds all weights', () => {
    const dense = network((b, x) => b.dense(x, 10), [32])
    expect(peakBytes(dense)).toBe(4 * (32 + 10 + 330))
  })
})
