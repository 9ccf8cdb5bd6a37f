import { sumKey, type FlowGraph, type FlowNode } from './flow-graph.ts'

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)

/**
 * The graph as an engine runs it that computes nothing twice: nodes without weights that do the same to the same are
 * one (TensorFlow's grappler does so, TFLite doesn't).
 */
export function withoutRepeats({ nodes, output }: FlowGraph): FlowGraph {
  const kept: FlowNode[] = []
  const valueOf = [0]
  const known = new Map<string, number>()
  const moved = (values: readonly number[]) => ascending(values.map((value) => valueOf[value] ?? 0))
  for (const node of nodes) {
    const inputs = moved(node.inputs)
    const text = `${node.label} ${sumKey(inputs)}`
    const before = node.isRepeatable ? known.get(text) : undefined
    if (before === undefined) known.set(text, kept.push({ ...node, inputs }))
    valueOf.push(before ?? kept.length)
  }
  return { nodes: kept, output: moved(output) }
}
