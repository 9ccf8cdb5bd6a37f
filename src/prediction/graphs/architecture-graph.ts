import { consumersOf, type Architecture, type Node, type Shape } from '../../architecture/graph.ts'
import type { ActivationName, Pair } from '../../architecture/operation.ts'
import { withoutDeadNodes } from '../../architecture/prune.ts'
import { inferShapes } from '../../architecture/shapes.ts'
import type { FlowGraph, FlowNode } from './flow-graph.ts'

/** Activations that engines compute inside of a convolution or a matrix product. */
const fused: readonly ActivationName[] = ['relu', 'relu6', 'elu', 'sigmoid', 'leakyRelu', 'prelu']
const products = ['conv2d', 'depthwiseConv2d', 'dense']

/**
 * A whole network as learners of graphs see it. What costs nothing is contracted: flatten everywhere; with fusion, batch
 * norm and a fusable activation behind the product that they alone read. An addition is a node here, since long chains of
 * residual blocks would otherwise be sums of everything before. Labels have sizes as whole binary logarithms.
 * @param fusion as in the configuration that runs it
 * @throws {ArchitectureError} where the architecture is not valid
 */
export function architectureGraph(architecture: Architecture, fusion: 'on' | 'off'): FlowGraph {
  const alive = withoutDeadNodes(architecture)
  const shapes = inferShapes(alive)
  const shapeOf = (name: string): Shape => shapes.get(name) ?? []
  const tails = fusion === 'on' ? tailsOf(alive) : new Map<string, Tail>()
  const values = new Map<string, number>()
  const nodes: FlowNode[] = []
  for (const node of alive.nodes) {
    if (values.has(node.name)) continue
    const inputs = node.inputs.map((name) => values.get(name) ?? 0).sort((a, b) => a - b)
    const { kind } = node.operation
    if (kind === 'input') values.set(node.name, 0)
    else if (kind === 'flatten') values.set(node.name, inputs[0] ?? 0)
    else {
      const tail = tails.get(node.name)
      const label = labelOf(node, shapeOf(node.inputs[0] ?? ''), shapeOf(node.name)) + (tail?.text ?? '')
      // Engines of ours compute every node: two that do the same to the same stay two.
      const value = nodes.push({ kind, label, isRepeatable: false, inputs })
      for (const name of [node.name, ...(tail?.names ?? [])]) values.set(name, value)
    }
  }
  const output = alive.outputs.map((name) => values.get(name) ?? 0).sort((a, b) => a - b)
  return { nodes, output }
}

/** What runs inside of a product. */
interface Tail {
  readonly names: readonly string[]
  readonly text: string
}

function tailsOf(architecture: Architecture): Map<string, Tail> {
  const consumers = consumersOf(architecture)
  const onlyReader = ({ name }: Node): Node | undefined => {
    const readers = consumers.get(name) ?? []
    return readers.length === 1 && !architecture.outputs.includes(name) ? readers[0] : undefined
  }
  const tails = new Map<string, Tail>()
  for (const node of architecture.nodes) {
    if (!products.includes(node.operation.kind)) continue
    const reader = onlyReader(node)
    const norm = reader?.operation.kind === 'batchNorm' ? reader : undefined
    const next = norm ? onlyReader(norm) : reader
    const activation =
      next?.operation.kind === 'activation' && fused.includes(next.operation.name) ? next : undefined
    const names = [norm, activation].flatMap((part) => part?.name ?? [])
    tails.set(node.name, { names, text: activation ? '+' : '' })
  }
  return tails
}

/** Short: labels of neighbours are joined to texts that are kept for every node. */
function labelOf({ operation }: Node, input: Shape, output: Shape): string {
  const window = 'kernel' in operation ? `${sides(operation.kernel)}/${sides(operation.stride)}` : ''
  const groups = 'groups' in operation && operation.groups > 1 ? `g${bucket(operation.groups)}` : ''
  const name = operation.kind === 'activation' ? operation.name : ''
  const side = output.length === 3 ? `@${bucket(Math.max(output[0] ?? 1, output[1] ?? 1))}` : ''
  return `${operation.kind}${window}${groups}${name}${side}:${bucket(input.at(-1) ?? 1)}>${bucket(output.at(-1) ?? 1)}`
}

const sides = ([high, wide]: Pair): string => (high === wide ? String(high) : `${high}x${wide}`)

/** The binary logarithm, rounded down, of a whole number from 1. */
const bucket = (size: number): number => 31 - Math.clz32(size)
