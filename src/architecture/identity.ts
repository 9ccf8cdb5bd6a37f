import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import { canonicalGraph, type CanonicalGraph } from './canonical.ts'
import type { Architecture } from './graph.ts'

/** SHA-256 of the RFC 8785 form of a value, as 64 hexadecimal digits. Synchronous: it runs in the page and in Node.js. */
export function contentId(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('A value without a JSON form has no content id.')
  return bytesToHex(sha256(utf8ToBytes(text)))
}

/** The name of an architecture everywhere: equal for equal graphs, whatever their nodes are called. */
export const architectureId = (architecture: Architecture): string => contentId(canonicalGraph(architecture))

/** An architecture from its canonical form; nodes are called `<kind><position>`. */
export function architectureOf(graph: CanonicalGraph, label: string): Architecture {
  const names = graph.nodes.map(({ operation }, position) => `${operation.kind}${position}`)
  const nameOf = (position: number) => names[position] ?? `missing${position}`
  return {
    label,
    nodes: graph.nodes.map(({ operation, inputs }, position) => ({
      name: nameOf(position),
      operation,
      inputs: inputs.map(nameOf),
    })),
    outputs: graph.outputs.map(nameOf),
  }
}
