import { costs } from '../../../../src/architecture/cost.ts'
import { consumersOf, type Architecture, type Node } from '../../../../src/architecture/graph.ts'

/** What a converter leaves of a batch norm: right behind a convolution nothing or a bias, else a scale and an offset. */
type Folded = 'nothing' | 'bias' | 'scale and offset'

function foldedNorms(architecture: Architecture): ReadonlyMap<Node, Folded> {
  const consumers = consumersOf(architecture)
  const byName = new Map(architecture.nodes.map((node) => [node.name, node]))
  const norms = architecture.nodes.filter(({ operation }) => operation.kind === 'batchNorm')
  return new Map(
    norms.map((norm) => {
      const before = byName.get(norm.inputs[0] ?? '')
      const isAlone = before && 'bias' in before.operation && consumers.get(before.name)?.length === 1
      if (!isAlone) return [norm, 'scale and offset']
      return [norm, 'bias' in before.operation && before.operation.bias ? 'nothing' : 'bias']
    }),
  )
}

/** Bytes of weights as a converter writes them. */
export function foldedBytes(architecture: Architecture): number {
  const all = costs(architecture)
  const norms = foldedNorms(architecture)
  const shares = { nothing: 0, bias: 1 / 4, 'scale and offset': 2 / 4 }
  const values = architecture.nodes.map((node) => {
    const folded = norms.get(node)
    return (all.get(node.name)?.parameters ?? 0) * (folded ? shares[folded] : 1)
  })
  return 4 * values.reduce((sum, value) => sum + value, 0)
}

/** Nodes of the converted graph: a batch norm that stays is a product and a sum; flattening is free. */
export function foldedNodes(architecture: Architecture): number {
  const norms = foldedNorms(architecture)
  const nodes = architecture.nodes.map((node) => {
    const folded = norms.get(node)
    if (folded) return folded === 'scale and offset' ? 2 : 0
    return node.operation.kind === 'input' || node.operation.kind === 'flatten' ? 0 : 1
  })
  return nodes.reduce<number>((sum, count) => sum + count, 0)
}
