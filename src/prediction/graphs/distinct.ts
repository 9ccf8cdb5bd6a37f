import type { FlowGraph } from './flow-graph.ts'

/** Graphs with each computation once. */
export interface DistinctGraphs {
  readonly different: readonly FlowGraph[]
  /** For each of the given graphs its place among the different ones. */
  readonly placeOf: readonly number[]
}

export function distinctGraphs(graphs: readonly FlowGraph[]): DistinctGraphs {
  const places = new Map<string, number>()
  const different: FlowGraph[] = []
  const placeOf = graphs.map((graph) => {
    const key = graphKey(graph)
    const known = places.get(key) ?? different.push(graph) - 1
    places.set(key, known)
    return known
  })
  return { different, placeOf }
}

/** Equal for graphs that no learner tells apart. */
const graphKey = ({ nodes, output }: FlowGraph): string =>
  `${nodes.map(({ kind, label, inputs }) => `${kind}:${label}(${inputs.join()})`).join(' ')}|${output.join()}`
