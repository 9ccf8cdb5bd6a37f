import { sumKey, type FlowGraph, type FlowNode } from './flow-graph.ts'

/**
 * The graph as an engine runs it that computes nothing twice: nodes without weights that do the same to the same are
 * one (TensorFlow's grappler does so, TFLite doesn't).
 */
export function withoutRepeats({ nodes, output }: FlowGraph): FlowGraph {
  const { kept, valueOf } = merged(nodes)
  return { nodes: kept, output: moved(output, valueOf) }
}

/** For each node whether one before it does the same to the same, without weights. */
export function repeatsOf({ nodes }: FlowGraph): boolean[] {
  const { valueOf } = merged(nodes)
  const seen = new Set<number>()
  return nodes.map((_, index) => {
    const value = valueOf[index + 1] ?? 0
    const isRepeat = seen.has(value)
    seen.add(value)
    return isRepeat
  })
}

interface Merged {
  readonly kept: readonly FlowNode[]
  /** For each value of the graph the one that it is among the kept. */
  readonly valueOf: readonly number[]
}

function merged(nodes: readonly FlowNode[]): Merged {
  const kept: FlowNode[] = []
  const valueOf = [0]
  const known = new Map<string, number>()
  for (const node of nodes) {
    const inputs = moved(node.inputs, valueOf)
    const text = `${node.label} ${sumKey(inputs)}`
    const before = node.isRepeatable ? known.get(text) : undefined
    if (before === undefined) known.set(text, kept.push({ ...node, inputs }))
    valueOf.push(before ?? kept.length)
  }
  return { kept, valueOf }
}

const moved = (values: readonly number[], valueOf: readonly number[]): number[] =>
  values.map((value) => valueOf[value] ?? 0).sort((a, b) => a - b)
