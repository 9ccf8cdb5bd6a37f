import { describe, expect, test } from 'vitest'
import { cellOfDigits } from '../../../../src/prediction/graphs/cell-graph.ts'
import { checkFlowGraph, type FlowGraph } from '../../../../src/prediction/graphs/flow-graph.ts'
import { labelDistances, LabelIndex } from '../../../../src/prediction/graphs/label-distances.ts'
import { withoutRepeats } from '../../../../src/prediction/graphs/merged.ts'
import { pathLength } from '../../../../src/prediction/graphs/path-length.ts'
import { graphFeatures, graphScalars, kindsOf } from '../../../../src/prediction/graphs/scalars.ts'
import { sharedAdditions } from '../../../../src/prediction/graphs/shared-additions.ts'
import { wlCounts } from '../../../../src/prediction/graphs/wl-counts.ts'

const graphOf = (digits: string): FlowGraph => cellOfDigits(digits).graph

test('copies of a cell are one computation, and equal in every feature', () => {
  // Nodes 1 and 2 change places.
  const [a, b] = [cellOfDigits('230023'), cellOfDigits('320032')]
  expect(b.computation).toBe(a.computation)
  expect(wlCounts(b.graph)).toEqual(wlCounts(a.graph))
  const kinds = kindsOf([a.graph])
  expect(graphScalars([b.graph], kinds)).toEqual(graphScalars([a.graph], kinds))
})

test('equal pools of the same become one, equal convolutions stay two', () => {
  expect(graphOf('441011').nodes).toHaveLength(2)
  expect(withoutRepeats(graphOf('440011')).nodes).toHaveLength(1)
  expect(withoutRepeats(graphOf('440011')).output).toEqual([1, 1])
  expect(withoutRepeats(graphOf('330011')).nodes).toHaveLength(2)
})

test('a chain of two convolutions has the length of both and the features of a chain', () => {
  // 3x3 to node 1, 1x1 from there to node 3.
  const graph = graphOf('300020')
  const costs = { byKind: { nor_conv_3x3: 3, nor_conv_1x1: 1 }, addition: 0.5 }
  expect(pathLength(graph, costs)).toBe(4)
  const kinds = kindsOf([graph])
  const features = graphFeatures(kinds).map(({ name }) => name)
  const row = graphScalars([graph], kinds)[0] ?? []
  const value = (name: string) => row[features.indexOf(name)]
  expect(value('operations')).toBe(2)
  expect(value('depth')).toBe(2)
  expect(value('depth:nor_conv_3x3')).toBe(1)
  expect(value('additions')).toBe(0)
  expect(value('width')).toBe(1)
})

test('a term of a sum beyond the first lengthens the way', () => {
  // 3x3 from the input beside a skip.
  expect(pathLength(graphOf('310011'), { byKind: { nor_conv_3x3: 3 }, addition: 0.5 })).toBe(3.5)
})

test('sums share the largest sum within them', () => {
  expect(sharedAdditions([[0, 1], [0, 1, 2], [3]])).toBe(2)
  expect(sharedAdditions([[], [0]])).toBe(0)
})

test('distances of label counts are those of the definition', () => {
  const index = new LabelIndex()
  const a = [
    new Map([
      ['x', 2],
      ['y', 1],
    ]),
    new Map<string, number>(),
  ]
  const b = [
    new Map([
      ['x', 1],
      ['z', 4],
    ]),
  ]
  const [rowsA, rowsB] = [index.rows(a), index.rows(b)]
  expect([...labelDistances(rowsA, rowsB)]).toEqual([1 + 1 + 4, 5])
})

describe('a graph that reads what it has not', () => {
  test.each<[string, FlowGraph]>([
    ['itself', { nodes: [{ kind: 'a', label: 'a', isRepeatable: false, inputs: [1] }], output: [1] }],
    ['a fraction', { nodes: [{ kind: 'a', label: 'a', isRepeatable: false, inputs: [0.5] }], output: [1] }],
    ['nothing there, as output', { nodes: [], output: [1] }],
  ])('is refused: %s', (_, graph) => {
    expect(() => checkFlowGraph(graph)).toThrow(RangeError)
  })
})
