import { ArchitectureError } from './graph.ts'
import { isCommutative } from './operation.ts'
import { OrderedPartition, type Edges } from './partition.ts'
import type { Positions } from './positions.ts'

/**
 * Node visits that telling alike nodes apart may take, about a second: files come from anywhere, and a graph of
 * thousands of equal parts would hold up whoever reads it. The networks of the zoo need none to some thousands.
 */
const mostVisits = 50e6

/**
 * Orders that are compared at most where refinement leaves alike what no symmetry exchanges. Networks need one; graphs
 * made to be hard are refused past the bound, because the form would depend on the order of their nodes.
 */
const mostOrders = 256

/** The graph with its edges in both directions. */
interface Graph extends Edges {
  readonly label: string
  readonly outputs: readonly number[]
  readonly effort: { refinementsLeft: number; ordersLeft: number }
}

/**
 * Any graph's canonical order. Colour refinement, then individualisation of what is still alike, as canonical
 * labelling programs do (McKay and Piperno 2014).
 * @throws {ArchitectureError} where too many parts are equal.
 */
export function refinedOrder(positions: Positions): readonly number[] {
  const graph = withEdges(positions)
  const partition = OrderedPartition.of(labelsOf(positions))
  partition.refine(graph, partition.cells())
  return smallestOrder(graph, partition)
}

function withEdges({ label, operations, inputs: positions, outputs }: Positions): Graph {
  const readers: { node: number; place: number }[][] = operations.map(() => [])
  const inputs = positions.map((sources, node) => {
    const isUnordered = isCommutative(operations[node]?.operation.kind ?? 'input')
    const edges = sources.map((source, order) => ({ node: source, place: isUnordered ? 0 : order }))
    for (const { node: source, place } of edges) readers[source]?.push({ node, place })
    return edges
  })
  const effort = { refinementsLeft: Math.ceil(mostVisits / operations.length), ordersLeft: mostOrders }
  return { label, inputs, readers, outputs, effort }
}

/** What a node is by itself. */
function labelsOf({ operations, outputs }: Positions): string[] {
  const labels = operations.map(({ text }) => text)
  for (const [place, node] of outputs.entries()) labels[node] += ` output ${place}`
  return labels
}

/**
 * The order of a refined partition. Of nodes that look alike, one is told apart after the other: first the one whose
 * refinement has the smallest trace. Where several have it, a symmetry that exchanges them makes one as good as the
 * other; where none is found, all are tried and the smallest form counts.
 */
function smallestOrder(graph: Graph, start: OrderedPartition): readonly number[] {
  let partition = start
  for (let cell = partition.smallestUndecided(); cell !== undefined; cell = partition.smallestUndecided()) {
    const [first, ...others] = distinctChoices(graph, partition, cell)
    if (!first) break
    if (others.length > 0) {
      graph.effort.ordersLeft -= others.length
      if (graph.effort.ordersLeft <= 0) throw tooManyEqualParts(graph)
      const orders = [first, ...others].map((choice) => smallestOrder(graph, choice))
      const texts = orders.map((order) => edgesIn(graph, order))
      return orders.reduce((best, order, index) =>
        (texts[index] ?? '') < edgesIn(graph, best) ? order : best,
      )
    }
    partition = first
  }
  return topologicalOrder(graph, partition)
}

const tooManyEqualParts = ({ label }: Graph) =>
  new ArchitectureError(label, 'has too many equal parts to be told apart')

/** Every edge by the places of an order. */
function edgesIn({ inputs, outputs }: Graph, order: readonly number[]): string {
  const place = new Int32Array(order.length)
  for (const [position, node] of order.entries()) place[node] = position
  const edges = order.map((node) =>
    (inputs[node] ?? []).map((edge) => `${place[edge.node]} ${edge.place}`).sort(),
  )
  return JSON.stringify([edges, outputs.map((node) => place[node])])
}

/** The refinements with the smallest trace, without those that a symmetry leads to from another. */
function distinctChoices(graph: Graph, partition: OrderedPartition, cell: number): OrderedPartition[] {
  let smallest: string | undefined
  let choices: OrderedPartition[] = []
  for (const node of partition.nodesOf(cell)) {
    const { refined, trace } = toldApart(graph, partition, node)
    if (smallest !== undefined && trace > smallest) continue
    if (trace !== smallest) choices = []
    smallest = trace
    if (!choices.some((known) => areExchangeable(graph, known, refined))) choices.push(refined)
  }
  return choices
}

function toldApart(graph: Graph, partition: OrderedPartition, node: number) {
  if (--graph.effort.refinementsLeft < 0) throw tooManyEqualParts(graph)
  const refined = partition.individualised(node)
  return { refined, trace: refined.refine(graph, [partition.cell(node)]) }
}

/**
 * Whether a symmetry of the graph takes one partition to the other. Cells of several nodes that differ are told apart
 * in both alike, until the only map left either is a symmetry or not. `false` may be wrong, `true` is never.
 */
function areExchangeable(graph: Graph, one: OrderedPartition, other: OrderedPartition): boolean {
  let [from, to] = [one, other]
  for (let cell = from.firstDifference(to); cell !== undefined; cell = from.firstDifference(to)) {
    const [node = 0] = from.nodesOf(cell)
    const wanted = toldApart(graph, from, node)
    let found: OrderedPartition | undefined
    for (const candidate of to.nodesOf(cell)) {
      const { refined, trace } = toldApart(graph, to, candidate)
      if (trace === wanted.trace) found = refined
      if (found) break
    }
    if (!found) return false
    ;[from, to] = [wanted.refined, found]
  }
  return isSymmetry(graph, from.imagesIn(to))
}

/** Whether the map keeps every edge; it keeps operations and outputs, because cells do. */
function isSymmetry({ inputs }: Graph, images: Int32Array): boolean {
  const edge = (node: number | undefined, place: number) => `${node} ${place}`
  return inputs.every((edges, node) => {
    const image = images[node] ?? node
    if (image === node && edges.every((input) => images[input.node] === input.node)) return true
    const wanted = edges.map((input) => edge(images[input.node], input.place)).sort()
    const found = (inputs[image] ?? []).map((input) => edge(input.node, input.place)).sort()
    return wanted.length === found.length && wanted.every((text, index) => text === found[index])
  })
}

/** Every node after its inputs, and of those that are ready the one that stands first in the partition. */
function topologicalOrder({ inputs, readers }: Graph, partition: OrderedPartition): number[] {
  const missing = inputs.map((edges) => edges.length)
  const ready = missing.flatMap((count, node) => (count === 0 ? [node] : []))
  const order: number[] = []
  while (ready.length > 0) {
    const first = ready.reduce((best, node) => (partition.cell(node) < partition.cell(best) ? node : best))
    ready.splice(ready.indexOf(first), 1)
    order.push(first)
    for (const { node: reader } of readers[first] ?? [])
      if ((missing[reader] = (missing[reader] ?? 0) - 1) === 0) ready.push(reader)
  }
  return order
}
