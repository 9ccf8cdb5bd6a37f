import { fromDigits } from '../../spaces/nasbench201/cell.ts'
import { canonicalComputation, formOf, type Computation } from '../../spaces/nasbench201/computation.ts'
import type { FlowGraph } from './flow-graph.ts'

/** A cell of NAS-Bench-201 as a graph: one node for each operation that the output depends on. */
export const cellGraph = ({ producers, output }: Computation): FlowGraph => ({
  nodes: producers.map(({ operation, inputs }) => ({
    kind: operation,
    label: operation,
    isRepeatable: operation === 'avg_pool_3x3',
    inputs,
  })),
  output,
})

/** A row of a public table: its graph, and a text that is equal for isomorphic copies only. */
export interface KnownCell {
  readonly graph: FlowGraph
  readonly computation: string
}

/** @param digits as the public tables write a cell, such as `421211`. @throws {RangeError} that quotes the digits */
export function cellOfDigits(digits: string): KnownCell {
  const computation = canonicalComputation(fromDigits(digits))
  return { graph: cellGraph(computation), computation: formOf(computation) }
}
