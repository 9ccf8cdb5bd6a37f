import { checkFlowGraph, type FlowGraph } from '../../graphs/flow-graph.ts'
import { repeatsOf } from '../../graphs/merged.ts'

/** What a row of a graph may be: a column of its one-hot code for each. Learnt from the graphs of a fit, plain JSON. */
export type Vocabulary = readonly string[]

/** Rows beside the operations: what is read, what is given, and one that sees everything. */
const [ofInput, ofOutput, ofWhole] = ['input', 'output', 'whole']
/** Also of an operation that computes what one before it does: an engine may do so once. */
const repeated = 'repeated'

/** Kinds, and labels where they say more than the kind. */
export function vocabularyOf(graphs: readonly FlowGraph[]): Vocabulary {
  const words = new Set<string>()
  for (const { nodes } of graphs) for (const node of nodes) wordsOf(node).forEach((word) => words.add(word))
  return [ofInput, ofOutput, ofWhole, repeated, ...[...words].sort()]
}

const wordsOf = ({ kind, label }: { readonly kind: string; readonly label: string }): string[] =>
  label === kind ? [`kind:${kind}`] : [`kind:${kind}`, `label:${label}`]

/**
 * A graph as a network computes with it: row 0 is the input, rows 1 to n the operations in their order, then the
 * output, then the row that sees all. Every other row sees itself and what reads its value, as often as it is a term
 * there: so the adjacency of BRP-NAS points, and it errs less than the other direction or both (METHODS.md).
 */
export interface EncodedGraph {
  readonly rows: number
  /** For each row the sum of the codes of what it sees, row after row, as wide as the vocabulary. */
  readonly codes: Float32Array
  /** Rows that row r sees: `sources` from `starts[r]` up to `starts[r + 1]`. */
  readonly starts: Int32Array
  readonly sources: Int32Array
  /** Rows that row r is seen by, in the same form: the way back. */
  readonly seenStarts: Int32Array
  readonly seenBy: Int32Array
}

/** Operations of kinds that the vocabulary has not are rows without a code. @throws {RangeError} as `checkFlowGraph` */
export function encodeGraph(graph: FlowGraph, vocabulary: Vocabulary): EncodedGraph {
  checkFlowGraph(graph)
  const { nodes, output } = graph
  const rows = nodes.length + 3
  const [result, whole] = [rows - 2, rows - 1]
  const everything = Array.from({ length: rows }, (_, row) => row)
  const sees = everything.map((row) => (row === whole ? everything : [row]))
  for (const [index, { inputs }] of nodes.entries()) for (const value of inputs) sees[value]?.push(index + 1)
  for (const value of output) sees[value]?.push(result)
  const seenBy = everything.map((): number[] => [])
  sees.forEach((seen, row) => seen.forEach((other) => seenBy[other]?.push(row)))
  const forth = lists(sees)
  const back = lists(seenBy)
  return {
    rows,
    codes: codesOf(sees, wordsByRow(graph), vocabulary),
    starts: forth.starts,
    sources: forth.values,
    seenStarts: back.starts,
    seenBy: back.values,
  }
}

function wordsByRow(graph: FlowGraph): string[][] {
  const repeats = repeatsOf(graph)
  const ofNodes = graph.nodes.map((node, index) => [...wordsOf(node), ...(repeats[index] ? [repeated] : [])])
  return [[ofInput], ...ofNodes, [ofOutput], [ofWhole]]
}

function codesOf(
  sees: readonly (readonly number[])[],
  words: readonly (readonly string[])[],
  vocabulary: Vocabulary,
): Float32Array {
  const places = new Map(vocabulary.map((word, place) => [word, place]))
  const known = words.map((list) => list.flatMap((word) => places.get(word) ?? []))
  const codes = new Float32Array(sees.length * vocabulary.length)
  sees.forEach((seen, row) => {
    for (const other of seen)
      for (const place of known[other] ?? []) {
        const at = row * vocabulary.length + place
        codes[at] = (codes[at] as number) + 1
      }
  })
  return codes
}

function lists(of: readonly (readonly number[])[]): { starts: Int32Array; values: Int32Array } {
  const starts = new Int32Array(of.length + 1)
  of.forEach((list, row) => (starts[row + 1] = (starts[row] as number) + list.length))
  return { starts, values: Int32Array.from(of.flat()) }
}
