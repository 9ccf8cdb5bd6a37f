import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernelRunOf, placedKernelsOf } from '../../../src/measurement/kernel-table.ts'
import type { PlacedKernel } from '../../../src/runtimes/kernel.ts'
import { chainOf } from '../../fixtures/simulated-network.ts'

const architecture = chainOf(5)
const extent = fc.integer({ min: 1, max: 9 })
const plain = fc.oneof(fc.string(), fc.boolean(), fc.integer())
const shape = fc.array(extent, { maxLength: 4 })
const kernel: fc.Arbitrary<PlacedKernel> = fc.record({
  kernel: fc.constantFrom('Add', 'FusedConv2D'),
  program: fc.constantFrom('', 'BinaryOpProgram'),
  shaderKey: fc.constantFrom('', 'a', 'b'),
  variant: fc.constantFrom('', 'vec4'),
  dispatch: fc.array(extent, { maxLength: 3 }),
  workgroupSize: fc.array(extent, { maxLength: 3 }),
  attributes: fc.option(fc.dictionary(fc.string(), fc.oneof(plain, fc.array(plain)))),
  inputShapes: fc.array(shape, { maxLength: 3 }),
  outputShape: shape,
  nodes: fc.array(fc.constantFrom(...architecture.nodes.map(({ name }) => name)), { maxLength: 3 }),
})

const placed = (
  program: string,
  nodes: readonly string[],
  attributes: PlacedKernel['attributes'] = null,
) => ({
  kernel: 'Relu',
  program,
  shaderKey: '',
  variant: '',
  dispatch: [1, 1, 1],
  workgroupSize: [64, 1, 1],
  attributes,
  inputShapes: [[1, 4]],
  outputShape: [1, 4],
  nodes,
})

describe('a table of kernels', () => {
  it('gives every kernel back as it was, each different one kept once', () => {
    fc.assert(
      fc.property(fc.array(kernel, { maxLength: 20 }), (kernels) => {
        const run = kernelRunOf(kernels, architecture)
        expect(placedKernelsOf(run, architecture)).toEqual(kernels)
        expect(new Set(run.table.map((one) => JSON.stringify(one))).size).toBe(run.table.length)
      }),
    )
  })

  it('knows a kernel again whatever nodes it serves, and in whatever order its attributes stand', () => {
    const [first, second] = architecture.nodes.map(({ name }) => name)
    const run = kernelRunOf(
      [
        placed('A', [first!], { pad: 'same', strides: [1, 1] }),
        placed('A', [second!, first!], { strides: [1, 1], pad: 'same' }),
        placed('B', [second!]),
      ],
      architecture,
    )
    expect(run.table.map(({ program }) => program)).toEqual(['A', 'B'])
    expect(run.calls).toEqual([
      { kernel: 0, nodes: [0] },
      { kernel: 0, nodes: [1, 0] },
      { kernel: 1, nodes: [1] },
    ])
  })

  it('refuses nodes and kernels that are not there', () => {
    expect(() => kernelRunOf([placed('A', ['elsewhere'])], architecture)).toThrow(/no node “elsewhere”/)
    const { table } = kernelRunOf([placed('A', [])], architecture)
    expect(() => placedKernelsOf({ table, calls: [{ kernel: 1, nodes: [] }] }, architecture)).toThrow(
      /kernel 1/,
    )
    expect(() => placedKernelsOf({ table, calls: [{ kernel: 0, nodes: [99] }] }, architecture)).toThrow(
      /node 99/,
    )
  })
})
