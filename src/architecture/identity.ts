import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import { formOf, type CanonicalGraph } from './canonical.ts'
import { ArchitectureError, type Architecture } from './graph.ts'

/** SHA-256 of the RFC 8785 form of a value, as 64 hexadecimal digits. Synchronous: it runs in the page and in Node.js. */
export function contentId(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('A value without a JSON form has no content id.')
  return textId(text)
}

const textId = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

/**
 * The name of an architecture everywhere, equal for equal graphs, whatever their nodes are called: the content id of
 * its canonical graph, whose RFC 8785 form is put together from those of its operations.
 */
export function architectureId(architecture: Architecture): string {
  const { graph, texts } = formOf(architecture)
  const { nodes, outputs } = graph
  return textId(
    `{"nodes":${JSON.stringify(nodes)},"operations":[${texts.join()}],"outputs":${JSON.stringify(outputs)}}`,
  )
}

/**
 * An architecture from its canonical form; nodes are called `<kind><position>`.
 * @throws {ArchitectureError} where a node names an operation that is not in the table.
 */
export function architectureOf({ operations, nodes, outputs }: CanonicalGraph, label: string): Architecture {
  const operationOf = (node: readonly number[], position: number) => {
    const operation = operations[node[0] ?? -1]
    if (!operation) throw new ArchitectureError(`node ${position}`, `there is no operation ${node[0]}`)
    return operation
  }
  const names = nodes.map((node, position) => `${operationOf(node, position).kind}${position}`)
  const nameOf = (position: number) => names[position] ?? `missing${position}`
  return {
    label,
    nodes: nodes.map((node, position) => ({
      name: nameOf(position),
      operation: operationOf(node, position),
      inputs: node.slice(1).map(nameOf),
    })),
    outputs: outputs.map(nameOf),
  }
}
