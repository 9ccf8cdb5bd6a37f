import canonicalize from 'canonicalize'
import { ArchitectureError, type Architecture } from './graph.ts'
import { isCommutative, type Operation } from './operation.ts'
import { OrderedPartition, type Edges } from './partition.ts'
import { withoutDeadNodes } from './prune.ts'

/** An architecture without names: nodes in one canonical order, inputs and outputs by position. */
export interface CanonicalGraph {
  readonly nodes: readonly { readonly operation: Operation; readonly inputs: readonly number[] }[]
  readonly outputs: readonly number[]
}

/** The graph with positions for names, in the order of the architecture. */
interface Indexed extends Edges {
  readonly label: string
  readonly operations: readonly Operation[]
  readonly outputs: readonly number[]
  readonly effort: { refinementsLeft: number }
}

/**
 * Node visits that telling alike nodes apart may take, about a second: files come from anywhere, and a graph of
 * thousands of equal parts would hold up whoever reads it. The networks of the zoo need none to some thousands.
 */
const mostVisits = 50e6

/**
 * Orders that are compared at most where refinement leaves alike what no symmetry exchanges. Networks need one; the
 * bound is for graphs made to be hard, whose form may then depend on the order of their nodes.
 */
const mostOrders = 256

/**
 * The canonical form: dead nodes removed, and independent of names, of the order of insertion and of the order of
 * the inputs of commutative operations. Two operations of the same kind on the same input stay two.
 *
 * Colour refinement, then individualisation of what is still alike, as canonical labelling programs do (McKay and
 * Piperno 2014). The form lists every edge, so equal forms are always equal graphs.
 * @throws {ArchitectureError} where a node reads what does not exist or comes later, or too many parts are equal.
 */
export function canonicalGraph(architecture: Architecture): CanonicalGraph {
  const graph = indexed(withoutDeadNodes(architecture))
  const partition = OrderedPartition.of(labelsOf(graph))
  partition.refine(graph, partition.cells())
  return smallestForm(graph, partition, { ordersLeft: mostOrders })
}

function indexed(architecture: Architecture): Indexed {
  const position = new Map<string, number>()
  const at = (node: string, name: string) => {
    const found = position.get(name)
    if (found === undefined)
      throw new ArchitectureError(node, `its input "${name}" is unknown or comes later`)
    return found
  }
  const readers: { node: number; place: number }[][] = architecture.nodes.map(() => [])
  const inputs = architecture.nodes.map(({ name, operation, inputs: names }, node) => {
    if (position.has(name)) throw new ArchitectureError(name, 'the name is used twice')
    const edges = names.map((input, order) => ({
      node: at(name, input),
      place: isCommutative(operation.kind) ? 0 : order,
    }))
    for (const { node: input, place } of edges) readers[input]?.push({ node, place })
    position.set(name, node)
    return edges
  })
  const outputs = architecture.outputs.map((name) => at(architecture.label, name))
  const operations = architecture.nodes.map(({ operation }) => operation)
  const effort = { refinementsLeft: Math.ceil(mostVisits / operations.length) }
  return { label: architecture.label, operations, inputs, readers, outputs, effort }
}

/** What a node is by itself. RFC 8785: the order in which a builder wrote the attributes does not count. */
function labelsOf({ operations, outputs }: Indexed): string[] {
  const labels = operations.map((operation) => canonicalize(operation) ?? '')
  for (const [place, node] of outputs.entries()) labels[node] += ` output ${place}`
  return labels
}

/**
 * The form of a refined partition. Of nodes that look alike, one is told apart after the other: first the one whose
 * refinement has the smallest trace. Where several have it, a symmetry that exchanges them makes one as good as the
 * other; where none is found, all are tried and the smallest form counts.
 */
function smallestForm(
  graph: Indexed,
  start: OrderedPartition,
  budget: { ordersLeft: number },
): CanonicalGraph {
  let partition = start
  for (let cell = partition.smallestUndecided(); cell !== undefined; cell = partition.smallestUndecided()) {
    const [first, ...others] = distinctChoices(graph, partition, cell)
    if (!first) break
    if (others.length > 0 && budget.ordersLeft > others.length) {
      budget.ordersLeft -= others.length
      const forms = [first, ...others].map((choice) => smallestForm(graph, choice, budget))
      return forms.reduce((best, form) => (edgesOf(form) < edgesOf(best) ? form : best))
    }
    partition = first
  }
  return formOf(graph, partition)
}

const edgesOf = ({ nodes, outputs }: CanonicalGraph): string =>
  JSON.stringify([nodes.map(({ inputs }) => inputs), outputs])

/** The refinements with the smallest trace, without those that a symmetry leads to from another. */
function distinctChoices(graph: Indexed, partition: OrderedPartition, cell: number): OrderedPartition[] {
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

function toldApart(graph: Indexed, partition: OrderedPartition, node: number) {
  if (--graph.effort.refinementsLeft < 0)
    throw new ArchitectureError(graph.label, 'has too many equal parts to be told apart')
  const refined = partition.individualised(node)
  return { refined, trace: refined.refine(graph, [partition.cell(node)]) }
}

/**
 * Whether a symmetry of the graph takes one partition to the other. Cells of several nodes that differ are told apart
 * in both alike, until the only map left either is a symmetry or not. `false` may be wrong, `true` is never.
 */
function areExchangeable(graph: Indexed, one: OrderedPartition, other: OrderedPartition): boolean {
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
function isSymmetry({ inputs }: Indexed, images: Int32Array): boolean {
  const edge = (node: number | undefined, place: number) => `${node} ${place}`
  return inputs.every((edges, node) => {
    const image = images[node] ?? node
    if (image === node && edges.every((input) => images[input.node] === input.node)) return true
    const wanted = edges.map((input) => edge(images[input.node], input.place)).sort()
    const found = (inputs[image] ?? []).map((input) => edge(input.node, input.place)).sort()
    return wanted.length === found.length && wanted.every((text, index) => text === found[index])
  })
}

function formOf(graph: Indexed, partition: OrderedPartition): CanonicalGraph {
  const order = topologicalOrder(graph, partition)
  const place = new Int32Array(order.length)
  for (const [position, node] of order.entries()) place[node] = position
  const placeOf = (node: number) => place[node] ?? 0
  return {
    nodes: order.flatMap((node) => {
      const operation = graph.operations[node]
      if (!operation) return []
      const inputs = (graph.inputs[node] ?? []).map((input) => placeOf(input.node))
      return [{ operation, inputs: isCommutative(operation.kind) ? inputs.sort((a, b) => a - b) : inputs }]
    }),
    outputs: graph.outputs.map(placeOf),
  }
}

/** Every node after its inputs, and of those that are ready the one that stands first in the partition. */
function topologicalOrder({ inputs, readers }: Indexed, partition: OrderedPartition): number[] {
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
