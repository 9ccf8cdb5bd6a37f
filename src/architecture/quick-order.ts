import { mixed, scrambled } from './hash.ts'
import { isCommutative } from './operation.ts'
import type { Positions } from './positions.ts'

/**
 * The canonical order of a graph whose nodes are told apart by what leads to them and what they lead to, up to
 * parallel chains that can be exchanged: nearly every network. By distance from the inputs, then by a hash of all
 * ancestors and descendants, then by the places of the inputs.
 *
 * Where nodes tie, either may come first only if exchanging them is a symmetry, which is checked edge by edge; a
 * collision of hashes is such a tie, so it can cost time but never a wrong form.
 * @returns nothing where a tie is not known to be a symmetry; it depends on the graph, not on how it is told.
 */
export function quickOrder(graph: Positions): readonly number[] | undefined {
  const labels = labelsOf(graph)
  const order: number[] = []
  const place = new Int32Array(labels.length)
  const compare = (a: number, b: number) =>
    (labels[a] ?? 0) - (labels[b] ?? 0) ||
    compareLists(placesRead(graph, a, place), placesRead(graph, b, place))
  let readers: Int32Array | undefined
  for (const layer of layersOf(graph.inputs)) {
    if (layer.length > 1) {
      layer.sort(compare)
      for (let index = 1; index < layer.length; index++) {
        const [previous = 0, node = 0] = [layer[index - 1], layer[index]]
        if (compare(previous, node) !== 0) continue
        readers ??= onlyReaders(graph)
        if (!isExchangeable(graph, readers, previous, node)) return undefined
      }
    }
    for (const node of layer) place[node] = order.push(node) - 1
  }
  return order
}

/** 32 bits of a node, its ancestors, its descendants and the outputs among them. */
function labelsOf({ operations, inputs, outputs }: Positions): Int32Array {
  const count = inputs.length
  const unordered = new Uint8Array(count)
  const ancestry = new Int32Array(count)
  for (let node = 0; node < count; node++) {
    const form = operations[node]
    if (form && isCommutative(form.operation.kind)) unordered[node] = 1
    let label = form?.hash ?? 0
    let sum = 0
    for (const source of inputs[node] ?? [])
      if (unordered[node] === 1) sum = (sum + scrambled(ancestry[source] ?? 0)) | 0
      else label = mixed(label, ancestry[source] ?? 0)
    ancestry[node] = mixed(label, sum)
  }
  // Sums over the readers, which have no order; all readers of a node come after it.
  const reading = new Int32Array(count)
  for (const [place, output] of outputs.entries())
    reading[output] = (reading[output] ?? 0) + scrambled(~place)
  const labels = new Int32Array(count)
  for (let node = count - 1; node >= 0; node--) {
    const label = mixed(ancestry[node] ?? 0, reading[node] ?? 0)
    labels[node] = label
    const sources = inputs[node] ?? []
    for (let place = 0; place < sources.length; place++) {
      const source = sources[place] ?? 0
      reading[source] = (reading[source] ?? 0) + mixed(label, unordered[node] === 1 ? 0 : place)
    }
  }
  return labels
}

/** Nodes by their distance from the inputs: the longest path counts, so that a layer reads only those before it. */
function layersOf(inputs: Positions['inputs']): number[][] {
  const depths = new Int32Array(inputs.length)
  const layers: number[][] = []
  for (let node = 0; node < inputs.length; node++) {
    let depth = 0
    for (const source of inputs[node] ?? []) depth = Math.max(depth, (depths[source] ?? 0) + 1)
    depths[node] = depth
    const layer = layers[depth]
    if (layer) layer.push(node)
    else layers[depth] = [node]
  }
  return layers
}

/** Places of the inputs in the order so far, sorted where their order does not count. */
export function placesRead({ operations, inputs }: Positions, node: number, place: Int32Array): number[] {
  const places = (inputs[node] ?? []).map((source) => place[source] ?? 0)
  if (places.length > 1 && isCommutative(operations[node]?.operation.kind ?? 'input'))
    places.sort((a, b) => a - b)
  return places
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  const different = a.findIndex((value, index) => value !== b[index])
  return different < 0 ? a.length - b.length : (a[different] ?? 0) - (b[different] ?? 0)
}

/** For each node its only reader, -1 where it has none, several, or is an output. */
function onlyReaders({ inputs, outputs }: Positions): Int32Array {
  const counts = new Int32Array(inputs.length)
  const readers = new Int32Array(inputs.length).fill(-1)
  for (const output of outputs) counts[output] = 2
  for (const [reader, sources] of inputs.entries())
    for (const source of sources) {
      const count = (counts[source] ?? 0) + 1
      counts[source] = count
      readers[source] = count === 1 ? reader : -1
    }
  return readers
}

/**
 * Whether two nodes of the same inputs begin chains of equal operations, each read by the next alone, that end in the
 * same sum or product: then exchanging the chains changes no edge.
 */
function isExchangeable(
  { operations, inputs }: Positions,
  readers: Int32Array,
  one: number,
  other: number,
): boolean {
  const textOf = (node: number) => operations[node]?.text
  let [a, b] = [one, other]
  while (textOf(a) === textOf(b)) {
    const [nextA, nextB] = [readers[a] ?? -1, readers[b] ?? -1]
    if (nextA < 0 || nextB < 0) return false
    if (nextA === nextB) return isCommutative(operations[nextA]?.operation.kind ?? 'input')
    if (inputs[nextA]?.length !== 1 || inputs[nextB]?.length !== 1) return false
    ;[a, b] = [nextA, nextB]
  }
  return false
}
