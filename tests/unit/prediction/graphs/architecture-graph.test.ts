import { describe, expect, it } from 'vitest'
import { Builder } from '../../../../src/architecture/builder.ts'
import { totalCost } from '../../../../src/architecture/cost.ts'
import { architectureGraph } from '../../../../src/prediction/graphs/architecture-graph.ts'
import { checkFlowGraph } from '../../../../src/prediction/graphs/flow-graph.ts'
import {
  factsOf,
  featuresOf,
  networkFeatures,
} from '../../../../src/prediction/network-model/network-features.ts'
import { loadSpace } from '../../../../src/spaces/registry.ts'

/** Two branches of a convolution, added; joined with a third; flattened; a dense layer; a branch that nobody reads. */
function network() {
  const b = new Builder('branches')
  const x = b.convNorm(b.input([16, 16, 3]), 8, { kernel: 3, stride: 2 }, 'relu')
  const sum = b.sum(b.convNorm(x, 8, {}, 'relu'), b.convNorm(x, 8, { kernel: 3 }, 'hardSwish'))
  b.conv(x, 100)
  const joined = b.concat(sum, x, b.maxPool(x, { kernel: 3, stride: 1, padding: 'same' }))
  return b.build(b.dense(b.flatten(joined), 10))
}
const kindsOf = (fusion: 'on' | 'off') => architectureGraph(network(), fusion).nodes.map(({ kind }) => kind)
const valueOf = (name: string) =>
  featuresOf(factsOf(network(), 'on'))[networkFeatures.findIndex((f) => f.name === name)]!

describe('graph of a whole network', () => {
  it('leaves out what costs nothing: dead nodes, flatten and what is fused', () => {
    expect(kindsOf('on').toSorted()).toEqual(
      ['conv2d', 'conv2d', 'conv2d', 'activation', 'add', 'maxPool', 'concat', 'dense'].toSorted(),
    )
    const separate = kindsOf('off')
    expect(separate.filter((kind) => kind === 'batchNorm')).toHaveLength(3)
    expect(separate.filter((kind) => kind === 'activation')).toHaveLength(3)
    expect(separate).not.toContain('flatten')
  })

  it('reads what stands before, and tells sizes by their logarithm', () => {
    const graph = architectureGraph(network(), 'on')
    expect(() => checkFlowGraph(graph)).not.toThrow()
    expect(graph.output).toEqual([graph.nodes.length])
    expect(graph.nodes[0]).toEqual({
      kind: 'conv2d',
      label: 'conv2d3/2@3:1>3+',
      isRepeatable: false,
      inputs: [0],
    })
    const add = graph.nodes.find(({ kind }) => kind === 'add')!
    expect(add.inputs).toHaveLength(2)
    expect(graph.nodes.find(({ kind }) => kind === 'concat')!.inputs).toHaveLength(3)
  })

  it('does not fold what two read', () => {
    const b = new Builder('read twice')
    const x = b.batchNorm(b.conv(b.input([8, 8, 3]), 8))
    const graph = architectureGraph(b.build(b.sum(b.activation(x, 'relu'), x)), 'on')
    expect(graph.nodes.map(({ kind }) => kind)).toEqual(['conv2d', 'activation', 'add'])
  })

  it.each(['densenet169', 'yolov8n', 'hrnet_w18_small_v2', 'efficientnet_b0'])('takes %s', async (key) => {
    const zoo = await loadSpace('zoo')
    const architecture = zoo.fromKey(key)
    const graph = architectureGraph(architecture, 'on')
    expect(() => checkFlowGraph(graph)).not.toThrow()
    expect(graph.nodes.length).toBeLessThan(architecture.nodes.length)
    for (const value of featuresOf(factsOf(architecture, 'on')))
      expect(Number.isFinite(value) && value >= 0).toBe(true)
  })
})

describe('features of a whole network', () => {
  it('have a name of their own, a unit and a meaning', () => {
    expect(new Set(networkFeatures.map(({ name }) => name)).size).toBe(networkFeatures.length)
    for (const { unit, meaning } of networkFeatures) expect(unit && meaning).toBeTruthy()
  })

  it('add up, count what is left, and follow the longest way', () => {
    const { flops, parameters, bytesRead, bytesWritten } = totalCost(network())
    expect(valueOf('flops')).toBe(flops)
    expect(valueOf('parameters')).toBe(parameters)
    expect(valueOf('bytes')).toBe(bytesRead + bytesWritten)
    expect([valueOf('operations'), valueOf('count:conv2d'), valueOf('count:concat')]).toEqual([8, 3, 1])
    // Stem, convolution, hardSwish, addition, concat, dense.
    expect(valueOf('depth')).toBe(6)
    expect(valueOf('criticalFlops')).toBeLessThan(flops)
    expect(valueOf('criticalFlops')).toBeGreaterThan(0.5 * flops)
    expect(valueOf('flops:conv2d') + valueOf('flops:dense')).toBeLessThan(flops)
  })
})
