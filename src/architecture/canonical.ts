import type { Architecture } from './graph.ts'
import type { Operation } from './operation.ts'
import { positionsOf, type Positions } from './positions.ts'
import { placesRead, quickOrder } from './quick-order.ts'
import { refinedOrder } from './refined-order.ts'

/** An architecture without names, in one canonical order. */
export interface CanonicalGraph {
  /** The different operations, in the order of their first use. */
  readonly operations: readonly Operation[]
  /** For each node the place of its operation, then the places of the nodes that it reads. */
  readonly nodes: readonly (readonly number[])[]
  /** Places of the nodes whose values a caller receives. */
  readonly outputs: readonly number[]
}

/**
 * The canonical form: dead nodes removed, and independent of names, of the order of insertion and of the order of
 * the inputs of commutative operations. Two operations of the same kind on the same input stay two. The form lists
 * every edge, so equal forms are always equal graphs.
 * @throws {ArchitectureError} where a node reads what does not exist or comes later, or too many parts are equal.
 */
export const canonicalGraph = (architecture: Architecture): CanonicalGraph => formOf(architecture).graph

/** The canonical form with the texts of its operations. @throws {ArchitectureError} as `canonicalGraph`. */
export function formOf(architecture: Architecture): { graph: CanonicalGraph; texts: readonly string[] } {
  const positions = positionsOf(architecture)
  return inOrder(positions, quickOrder(positions) ?? refinedOrder(positions))
}

function inOrder(positions: Positions, order: readonly number[]) {
  const place = new Int32Array(order.length)
  const table = new Map<string, number>()
  const operations: Operation[] = []
  const nodes = order.map((node, position) => {
    place[node] = position
    const form = positions.operations[node]
    if (!form) throw new RangeError(`There is no node ${node}.`)
    let index = table.get(form.text)
    if (index === undefined) {
      index = operations.length
      table.set(form.text, index)
      operations.push(form.operation)
    }
    const read = placesRead(positions, node, place)
    read.unshift(index)
    return read
  })
  const outputs = positions.outputs.map((node) => place[node] ?? 0)
  return { graph: { operations, nodes, outputs }, texts: [...table.keys()] }
}
