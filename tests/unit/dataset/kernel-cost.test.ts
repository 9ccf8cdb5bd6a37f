import { describe, expect, test } from 'vitest'
import { Builder } from '../../../src/architecture/builder.ts'
import { costs, totalCost } from '../../../src/architecture/cost.ts'
import { architectureOf } from '../../../src/architecture/identity.ts'
import {
  bytesOfKernel,
  flopsOfCalls,
  type CostedCall,
  type CostedKernel,
} from '../../../src/dataset/kernel-cost.ts'
import { nodeFlopsOf } from '../../../src/dataset/kernels.ts'
import { tinyKernels } from '../../fixtures/kernels.ts'
import { sampleArchitecture } from '../../fixtures/records.ts'

const kernel = (
  name: string,
  program: string,
  inputShapes: number[][],
  outputShape: number[],
): CostedKernel => ({ kernel: name, program, inputShapes, outputShape })
const calls = (nodes: number[], ...kernels: CostedKernel[]): CostedCall[] =>
  kernels.map((one) => ({ kernel: one, nodes }))

describe('FLOPs of kernels', () => {
  test.each(['wasm', 'webgpu', 'webgl'] as const)(
    'of a network add up to those of its nodes: %s',
    (backend) => {
      const record = sampleArchitecture(0)
      const placed = tinyKernels(backend, { side: 8, filters: 4 })
      const flops = flopsOfCalls(
        placed.map(([nodes, one]) => ({ nodes, kernel: one })),
        nodeFlopsOf(record),
      )
      const { flops: total } = totalCost(architectureOf(record.graph, 'tiny'))
      expect(flops.reduce((sum, one) => sum + one, 0)).toBeCloseTo(total, 6)
      const nothing = placed
        .filter((_, call) => flops[call] === 0)
        .map(([, { kernel: name, program }]) => program || name)
      expect(nothing).toEqual(
        {
          wasm: ['Reshape', 'Reshape', 'Reshape'],
          webgpu: ['Im2ColProgram', 'TransposeProgram'],
          webgl: [
            'Im2ColPackedProgram',
            'TransposePackedProgram',
            'ReshapePackedProgram',
            'UnpackProgram',
            'PackProgram',
          ],
        }[backend],
      )
    },
  )

  test('of a convolution that is split by K go to the product, but for the bias', () => {
    const node = 2 * 49 * 128 * 9 * 320
    const [columns, zeros, product, bias] = flopsOfCalls(
      calls(
        [0],
        kernel('FusedConv2D', 'Im2ColProgram', [[1, 7, 7, 320]], [1, 49, 2880]),
        kernel('FusedConv2D', 'FillProgram', [], [1, 49, 128]),
        kernel(
          'FusedConv2D',
          'MatMulSplitKProgram',
          [
            [1, 49, 2880],
            [1, 2880, 128],
          ],
          [1, 49, 128],
        ),
        kernel('FusedConv2D', 'BiasActivationProgram', [[1, 49, 128], [128]], [1, 49, 128]),
      ),
      [node],
    )
    expect([columns, zeros]).toEqual([0, 0])
    expect(product! + bias!).toBeCloseTo(node, 3)
    expect(bias! / product!).toBeCloseTo(1 / (2 * 2880), 12)
  })

  test('of a grouped convolution are shared by the convolutions of its groups', () => {
    const slice = kernel('Slice', '', [[1, 9, 11, 8]], [1, 9, 11, 2])
    const part = kernel('FusedConv2D', '', [[1, 9, 11, 2], [3, 3, 2, 3], [3]], [1, 9, 11, 3])
    const joined = kernel(
      'Concat',
      '',
      Array.from({ length: 4 }, () => [1, 9, 11, 3]),
      [1, 9, 11, 12],
    )
    const four = [slice, part, slice, part, slice, part, slice, part, joined]
    expect(flopsOfCalls(calls([0], ...four), [400])).toEqual([0, 100, 0, 100, 0, 100, 0, 100, 0])
  })

  test('of attention go to its two products as the formula says', () => {
    const b = new Builder('attention')
    const x = b.input([9, 11, 8])
    const architecture = b.build(b.attention(x, x, b.conv(x, 12), 2))
    const place = architecture.nodes.findIndex(({ operation }) => operation.kind === 'attention')
    const nodeFlops = [...costs(architecture).values()].map(({ flops }) => flops)
    const [scores, scaled, softmax, sums] = flopsOfCalls(
      calls(
        [place],
        kernel(
          'BatchMatMul',
          'MatMulPackedProgram',
          [
            [2, 99, 4],
            [2, 99, 4],
          ],
          [2, 99, 99],
        ),
        kernel('Multiply', 'BinaryOpProgram', [[2, 99, 99], []], [2, 99, 99]),
        kernel('Softmax', 'SoftmaxProgram', [[198, 99]], [198, 99]),
        kernel(
          'BatchMatMul',
          'MatMulSmallOutputSizeProgram',
          [
            [2, 99, 99],
            [2, 99, 6],
          ],
          [2, 99, 6],
        ),
      ),
      nodeFlops,
    )
    const pairs = 99 * 99
    expect(scores! + scaled! + softmax! + sums!).toBeCloseTo(2 * pairs * (8 + 12) + 6 * pairs * 2, 3)
    expect(sums! / scores!).toBeCloseTo(12 / 8, 12)
    expect(scaled).toBe(softmax)
  })

  test('that no kernel computes are shared evenly, so that none is lost', () => {
    const moved = kernel('Transpose', 'TransposeProgram', [[4, 2]], [2, 4])
    expect(flopsOfCalls(calls([0], moved, moved), [10])).toEqual([5, 5])
  })

  test('count nothing for nodes that are not there', () => {
    expect(flopsOfCalls(calls([0, 7, 2 ** 40], kernel('Relu', '', [[4]], [4])), [4])).toEqual([4])
  })
})

describe('bytes of a kernel', () => {
  test('are its inputs and its output as 32-bit floats', () => {
    expect(bytesOfKernel(kernel('FusedConv2D', '', [[1, 8, 8, 3], [3, 3, 3, 4], [4]], [1, 4, 4, 4]))).toBe(
      4 * (192 + 108 + 4 + 64),
    )
    expect(bytesOfKernel(kernel('Add', '', [[2, 3], []], [2, 3]))).toBe(4 * (6 + 1 + 6))
  })

  test('are none of a reshape on WASM, which only renames, but are of one that a GPU runs', () => {
    expect(bytesOfKernel(kernel('Reshape', '', [[2, 3]], [6]))).toBe(0)
    expect(bytesOfKernel(kernel('Reshape', 'ReshapePackedProgram', [[2, 3]], [6]))).toBe(48)
  })
})
