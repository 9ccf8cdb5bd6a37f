import { randomStream, uniform } from '../../spaces/random.ts'
import type { FlowGraph } from '../graphs/flow-graph.ts'

/**
 * The operations of a graph without what reads what: each reads the input, and all are summed. Adjacency is the
 * identity, as in the ablation of Yue (2021); how many operations there are of a kind is still seen.
 */
export const withoutEdges = ({ nodes }: FlowGraph): FlowGraph => ({
  nodes: nodes.map((node) => ({ ...node, inputs: [0] })),
  output: nodes.length > 0 ? nodes.map((_, place) => place + 1) : [0],
})

/**
 * What reads what, without what it does: every operation is one of the kinds at random.
 * @param seed equal seeds give equal kinds
 */
export function withRandomKinds(
  { nodes, output }: FlowGraph,
  kinds: readonly string[],
  seed: number,
): FlowGraph {
  const random = randomStream(seed)
  return {
    nodes: nodes.map((node) => {
      const kind = kinds[uniform(random, 0, kinds.length - 1)] ?? node.kind
      return { ...node, kind, label: kind }
    }),
    output,
  }
}
