import type { FlowGraph } from './flow-graph.ts'

/** What things on a way through a graph cost, in any one unit. */
export interface PathCosts {
  readonly byKind: Readonly<Record<string, number>>
  /** Of each term of a sum beyond the first. */
  readonly addition: number
}

/**
 * Cost of the dearest way from the input to the output: the shortest time in which an engine could run the graph that
 * runs independent operations at the same time. Kinds without a cost are free.
 */
export function pathLength({ nodes, output }: FlowGraph, { byKind, addition }: PathCosts): number {
  const lengths = new Float64Array(nodes.length + 1)
  const ready = (values: readonly number[]) => {
    let latest = 0
    for (const value of values) latest = Math.max(latest, lengths[value] ?? 0)
    return latest + addition * Math.max(0, values.length - 1)
  }
  for (const [index, { kind, inputs }] of nodes.entries())
    lengths[index + 1] = ready(inputs) + (byKind[kind] ?? 0)
  return ready(output)
}
