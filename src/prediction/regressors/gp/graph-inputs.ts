import { labelDistances, LabelIndex, type LabelRow } from '../../graphs/label-distances.ts'
import { checkFlowGraph, type FlowGraph } from '../../graphs/flow-graph.ts'
import { withoutRepeats } from '../../graphs/merged.ts'
import { pathLength, type PathCosts } from '../../graphs/path-length.ts'
import { graphFeatures, graphScalars, kindsOf, type GraphFeature } from '../../graphs/scalars.ts'
import { wlCounts } from '../../graphs/wl-counts.ts'
import { learnPathCosts } from './path-costs.ts'

/** How graphs become what a kernel compares; learnt from the graphs of a fit, plain JSON. */
export interface GraphScaling {
  readonly kinds: readonly string[]
  readonly pathCosts: PathCosts
  /** Places of the features that are used: no constants, no repetitions of others, over the graphs of the fit. */
  readonly places: readonly number[]
  /** Of each feature that is used. */
  readonly means: readonly number[]
  readonly deviations: readonly number[]
}

/** Graphs as a kernel compares them. */
export interface GraphInputs {
  readonly count: number
  /** Features with mean 0 and deviation 1 over the graphs of the fit, row after row. */
  readonly scalars: Float64Array
  readonly width: number
  /** Weisfeiler-Lehman labels: levels 1 and 2 of the graph, level 2 of the graph without repeats. */
  readonly labels: readonly (readonly LabelRow[])[]
}

export const labelLists = 3

/** Names and units of the features, in their order. */
export const graphInputFeatures = (kinds: readonly string[]): GraphFeature[] => [
  ...graphFeatures(kinds),
  ...graphFeatures(kinds).map(({ name, unit }) => ({ name: `merged:${name}`, unit })),
  { name: 'path', unit: 'learnt cost' },
  { name: 'merged:path', unit: 'learnt cost' },
]

const rawFeatures = (
  graphs: readonly FlowGraph[],
  kinds: readonly string[],
  costs: PathCosts,
): number[][] => {
  const merged = graphs.map(withoutRepeats)
  const ofMerged = graphScalars(merged, kinds)
  return graphScalars(graphs, kinds).map((row, index) => [
    ...row,
    ...(ofMerged[index] ?? []),
    pathLength(graphs[index] ?? { nodes: [], output: [] }, costs),
    pathLength(merged[index] ?? { nodes: [], output: [] }, costs),
  ])
}

/** What of the features a linear model of latency reads while the costs of paths are learnt. */
const isAdditive = (name: string): boolean =>
  /^(count|sumsInto):/.test(name) || ['additions', 'differentSums', 'isEmpty'].includes(name)

/** @param breathe called now and then: the costs of paths take a while */
export async function learnScaling(
  graphs: readonly FlowGraph[],
  logLatencies: Float64Array,
  breathe: () => Promise<void>,
): Promise<GraphScaling> {
  const kinds = kindsOf(graphs)
  const merged = graphs.map(withoutRepeats)
  const additive = graphFeatures(kinds).flatMap(({ name }, place) => (isAdditive(name) ? [place] : []))
  const columns = graphScalars(merged, kinds).map((row) => additive.map((place) => row[place] ?? 0))
  const pathCosts = await learnPathCosts({ graphs: merged, columns, logLatencies }, kinds, breathe)
  const rows = rawFeatures(graphs, kinds, pathCosts)
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length
  const seen = new Set<string>()
  const places: number[] = []
  const means: number[] = []
  const deviations: number[] = []
  for (const place of graphInputFeatures(kinds).keys()) {
    const column = rows.map((row) => row[place] ?? 0)
    const middle = mean(column)
    const deviation = Math.sqrt(mean(column.map((value) => (value - middle) ** 2)))
    const text = column.map((value) => ((value - middle) / deviation).toFixed(6)).join()
    if (deviation < 1e-9 || seen.has(text)) continue
    seen.add(text)
    places.push(place)
    means.push(middle)
    deviations.push(deviation)
  }
  return { kinds, pathCosts, places, means, deviations }
}

/** Makes comparable inputs of graphs; label numbers are the same for all that one instance made. */
export class GraphReader {
  readonly #scaling: GraphScaling
  readonly #indices = Array.from({ length: labelLists }, () => new LabelIndex())

  constructor(scaling: GraphScaling) {
    this.#scaling = scaling
  }

  /** @throws {RangeError} where a graph reads values that it has not */
  read(graphs: readonly FlowGraph[]): GraphInputs {
    graphs.forEach(checkFlowGraph)
    const { kinds, pathCosts, places, means, deviations } = this.#scaling
    const width = places.length
    const scalars = new Float64Array(graphs.length * width)
    for (const [row, features] of rawFeatures(graphs, kinds, pathCosts).entries())
      places.forEach((place, column) => {
        scalars[row * width + column] =
          ((features[place] ?? 0) - (means[column] ?? 0)) / (deviations[column] ?? 1)
      })
    const plain = graphs.map(wlCounts)
    const merged = graphs.map((graph) => wlCounts(withoutRepeats(graph)))
    const counts = [
      plain.map((levels) => levels[1] ?? new Map()),
      plain.map((levels) => levels[2] ?? new Map()),
      merged.map((levels) => levels[2] ?? new Map()),
    ]
    const labels = counts.map((list, place) => this.#indices[place]?.rows(list) ?? [])
    return { count: graphs.length, scalars, width, labels }
  }
}

/** Distances of label counts for each list, rows of `a` by rows of `b`. */
export const distancesBetween = (a: GraphInputs, b: GraphInputs): Float32Array[] =>
  a.labels.map((rows, list) => labelDistances(rows, b.labels[list] ?? []))

/** Some rows of inputs. */
export function inputsAt(inputs: GraphInputs, places: readonly number[]): GraphInputs {
  const { width } = inputs
  const scalars = new Float64Array(places.length * width)
  places.forEach((place, row) => {
    scalars.set(inputs.scalars.subarray(place * width, (place + 1) * width), row * width)
  })
  const labels = inputs.labels.map((rows) => places.flatMap((place) => rows[place] ?? []))
  return { count: places.length, scalars, width, labels }
}
