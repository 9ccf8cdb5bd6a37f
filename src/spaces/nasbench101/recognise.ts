import type { Architecture, Node } from '../../architecture/graph.ts'
import { limits, reordered, type Cell, type Operation } from './cell.ts'
import { cells } from './network.ts'
import { ordersOf } from './spelling.ts'

/** Nodes before the first cell (input, convolution, batch norm, ReLU), and of two poolings, mean and dense layer. */
const [stem, elsewhere] = [4, 4]

const operationOf = ({ operation }: Node): Operation | null => {
  if (operation.kind === 'maxPool') return 'mp'
  return operation.kind === 'conv2d' ? (operation.kernel[0] === 3 ? 'c3' : 'c1') : null
}

/**
 * The cell of a network, read from the nodes of its first one: a cell ends in one value, so all of its nodes stand
 * before those of the next. A guess where the network is none of the space; null where it cannot be one.
 */
export function readCell({ nodes }: Architecture): Cell | null {
  // Channels are cut in some stacks and not in others.
  const counted = nodes.filter(({ operation }) => operation.kind !== 'slice')
  const length = (counted.length - stem - elsewhere) / cells
  const end = counted[stem + length]
  if (!end || length < 1) return null
  const input = nodes[stem - 1]?.name ?? ''
  const operations: Operation[] = []
  const inputs: number[][] = [[]]
  /** For each value the vertices that are summed or joined in it; 0 is the projected input. */
  const vertices = new Map<string, readonly number[]>()
  let last: readonly number[] = []
  for (const node of nodes.slice(stem, nodes.indexOf(end))) {
    const operation = operationOf(node)
    const read = node.inputs.flatMap((name) => vertices.get(name) ?? [])
    if (node.inputs.includes(input)) last = [0]
    else if (operation) {
      operations.push(operation)
      last = [inputs.push([...read].sort((a, b) => a - b)) - 1]
    } else last = read
    vertices.set(node.name, last)
  }
  inputs.push([...last].sort((a, b) => a - b))
  if (inputs.length > limits.vertices) return null
  const cell = { operations, inputs }
  const branches = last.filter((vertex) => vertex > 0)
  for (const order of ordersOf(cell, branches)) return reordered(cell, order)
  return null
}
