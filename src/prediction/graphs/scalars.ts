import { sumKey, type FlowGraph } from './flow-graph.ts'
import { sharedAdditions } from './shared-additions.ts'
import { consumersByValue } from './wl-counts.ts'

/** A number about a graph: what tables, files and pages call it. */
export interface GraphFeature {
  readonly name: string
  readonly unit: string
}

interface Measured extends GraphFeature {
  of(graph: Facts): number
}

/** What several features need of one graph. */
interface Facts {
  readonly graph: FlowGraph
  /** Different sums that are read or given, by their text. */
  readonly sums: ReadonlyMap<string, readonly number[]>
  readonly consumers: readonly (readonly number[])[]
  /** Most operations (of a kind where one is given) on a way from the input to the output. */
  depth(kind?: string): number
}

const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0)

const countOf = (sums: Facts['sums'], isCounted: (sum: readonly number[]) => boolean): number =>
  [...sums.values()].filter(isCounted).length

/** Most operations that are equally many operations away from the input: they could run at the same time. */
function widthOf({ nodes }: FlowGraph): number {
  const depths = [0]
  const byDepth = new Map<number, number>()
  for (const { inputs } of nodes) {
    const depth = 1 + largest(inputs.map((value) => depths[value] ?? 0))
    depths.push(depth)
    byDepth.set(depth, (byDepth.get(depth) ?? 0) + 1)
  }
  return largest([...byDepth.values()])
}

const ofAnyGraph: readonly Measured[] = [
  { name: 'operations', unit: 'operations', of: ({ graph }) => graph.nodes.length },
  { name: 'isEmpty', unit: '0 or 1', of: ({ graph }) => (graph.nodes.length === 0 ? 1 : 0) },
  {
    name: 'additions',
    unit: 'additions',
    of: ({ sums }) => [...sums.values()].reduce((total, sum) => total + Math.max(0, sum.length - 1), 0),
  },
  { name: 'sharedAdditions', unit: 'additions', of: ({ sums }) => sharedAdditions([...sums.values()]) },
  { name: 'differentSums', unit: 'sums', of: ({ sums }) => sums.size },
  { name: 'sumsOfSeveral', unit: 'sums', of: ({ sums }) => countOf(sums, (sum) => sum.length > 1) },
  { name: 'sumsOfMany', unit: 'sums', of: ({ sums }) => countOf(sums, (sum) => sum.length > 2) },
  { name: 'outputTerms', unit: 'terms', of: ({ graph }) => graph.output.length },
  { name: 'outputReadsInput', unit: '0 or 1', of: ({ graph }) => (graph.output.includes(0) ? 1 : 0) },
  { name: 'inputInOutput', unit: 'terms', of: ({ graph }) => graph.output.filter((v) => v === 0).length },
  { name: 'depth', unit: 'operations', of: ({ depth }) => depth() },
  {
    name: 'mostTerms',
    unit: 'terms',
    of: ({ sums }) => largest([...sums.values()].map((sum) => sum.length)),
  },
  {
    name: 'mostConsumers',
    unit: 'operations',
    of: ({ consumers }) => largest(consumers.map((list) => list.length)),
  },
  { name: 'width', unit: 'operations', of: ({ graph }) => widthOf(graph) },
  {
    name: 'readersOfInput',
    unit: 'operations',
    of: ({ graph }) => graph.nodes.filter(({ inputs }) => inputs.includes(0)).length,
  },
]

const ofKind = (kind: string): readonly Measured[] => [
  {
    name: `count:${kind}`,
    unit: 'operations',
    of: ({ graph }) => graph.nodes.filter((node) => node.kind === kind).length,
  },
  {
    name: `sumsInto:${kind}`,
    unit: 'sums',
    of: ({ graph }) =>
      new Set(graph.nodes.filter((node) => node.kind === kind).map(({ inputs }) => sumKey(inputs))).size,
  },
  { name: `depth:${kind}`, unit: 'operations', of: ({ depth }) => depth(kind) },
]

/** The kinds that occur in graphs, sorted: with them, features are the same for every graph. */
export const kindsOf = (graphs: readonly FlowGraph[]): string[] =>
  [...new Set(graphs.flatMap(({ nodes }) => nodes.map(({ kind }) => kind)))].sort()

const measuredFor = (kinds: readonly string[]): readonly Measured[] => [
  ...ofAnyGraph,
  ...kinds.flatMap(ofKind),
]

/** Names and units of what `graphScalars` gives. */
export const graphFeatures = (kinds: readonly string[]): GraphFeature[] =>
  measuredFor(kinds).map(({ name, unit }) => ({ name, unit }))

/** A row of numbers for each graph, in the order of `graphFeatures`. Nodes of other kinds count in the totals only. */
export function graphScalars(graphs: readonly FlowGraph[], kinds: readonly string[]): number[][] {
  const measured = measuredFor(kinds)
  return graphs.map((graph) => {
    const facts = factsOf(graph)
    return measured.map(({ of }) => of(facts))
  })
}

function factsOf(graph: FlowGraph): Facts {
  const { nodes, output } = graph
  const sums = new Map([...nodes.map(({ inputs }) => inputs), output].map((sum) => [sumKey(sum), sum]))
  const depth = (wanted?: string) => {
    const depths = [0]
    const deepest = (values: readonly number[]) => largest(values.map((value) => depths[value] ?? 0))
    for (const { kind, inputs } of nodes)
      depths.push(deepest(inputs) + (wanted === undefined || kind === wanted ? 1 : 0))
    return deepest(output)
  }
  return { graph, sums, consumers: consumersByValue(graph), depth }
}
