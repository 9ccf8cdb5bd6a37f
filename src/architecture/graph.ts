import type { Operation } from './operation.ts'

/** [height, width, channels] or [features], without the batch of 1. */
export type Shape = readonly number[]

export interface Node {
  /** Unique in its architecture; used in messages and pictures, never in the identity. */
  readonly name: string
  readonly operation: Operation
  /** Names of the nodes that are read, in order. */
  readonly inputs: readonly string[]
}

/**
 * A directed acyclic graph of operations. Nodes stand in an order in which every node comes after its inputs.
 * Weights are not part of it: latency does not depend on their values.
 */
export interface Architecture {
  /** What people call it, such as `mobilenet_v2`. Not part of the identity. */
  readonly label: string
  readonly nodes: readonly Node[]
  /** Names of the nodes whose values a caller of the network receives. */
  readonly outputs: readonly string[]
}

/** A fault in an architecture; `node` names the place. */
export class ArchitectureError extends Error {
  override readonly name = 'ArchitectureError'
  constructor(
    readonly node: string,
    readonly problem: string,
  ) {
    super(`Node "${node}": ${problem}.`)
  }
}

/** Nodes by name. @throws {ArchitectureError} where a name is used twice. */
export function nodesByName(architecture: Architecture): Map<string, Node> {
  const nodes = new Map<string, Node>()
  for (const node of architecture.nodes) {
    if (nodes.has(node.name)) throw new ArchitectureError(node.name, 'the name is used twice')
    nodes.set(node.name, node)
  }
  return nodes
}

/** For each node the nodes that read it, in order; a node that reads twice is listed twice. */
export function consumersOf(architecture: Architecture): Map<string, Node[]> {
  const consumers = new Map<string, Node[]>(architecture.nodes.map((node) => [node.name, []]))
  for (const node of architecture.nodes) for (const input of node.inputs) consumers.get(input)?.push(node)
  return consumers
}
