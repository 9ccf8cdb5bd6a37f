import type { EncodedGraph } from './encoded-graph.ts'

/** How much a network has to have room for. */
export interface BatchLimits {
  readonly graphs: number
  readonly rows: number
  /** Pairs of a row and one that it sees. */
  readonly pairs: number
}

/** Room for any `count` of the graphs at once. */
export function limitsOf(graphs: readonly EncodedGraph[], count: number): BatchLimits {
  const most = (sizeOf: (graph: EncodedGraph) => number) =>
    graphs
      .map(sizeOf)
      .sort((a, b) => b - a)
      .slice(0, count)
      .reduce((sum, size) => sum + size, 0)
  return {
    graphs: Math.min(count, graphs.length),
    rows: most(({ rows }) => rows),
    pairs: most(({ sources }) => sources.length),
  }
}

/** Views of a network's memory that a batch is written to: rows of all its graphs, one graph after another. */
export interface BatchViews {
  readonly codes: Float32Array
  readonly starts: Int32Array
  readonly sources: Int32Array
  readonly seenStarts: Int32Array
  readonly seenBy: Int32Array
  /** What the last row of each graph sees, a list for each graph. */
  readonly wholeStarts: Int32Array
  readonly wholeSources: Int32Array
  /** The graph of each row, as lists of one. */
  readonly graphStarts: Int32Array
  readonly graphOfRow: Int32Array
}

/** @returns rows of all graphs */
export function writeBatch(graphs: readonly EncodedGraph[], views: BatchViews): number {
  let rows = 0
  let pairs = 0
  let codes = 0
  for (const [place, graph] of graphs.entries()) {
    views.codes.set(graph.codes, codes)
    codes += graph.codes.length
    for (let row = 0; row < graph.rows; row++) {
      views.starts[rows + row] = pairs + (graph.starts[row] as number)
      views.seenStarts[rows + row] = pairs + (graph.seenStarts[row] as number)
      // The last row of a graph sees them all, in order.
      views.wholeSources[rows + row] = rows + row
      views.graphOfRow[rows + row] = place
      views.graphStarts[rows + row] = rows + row
    }
    views.wholeStarts[place] = rows
    const length = graph.sources.length
    for (let at = 0; at < length; at++) {
      views.sources[pairs + at] = rows + (graph.sources[at] as number)
      views.seenBy[pairs + at] = rows + (graph.seenBy[at] as number)
    }
    rows += graph.rows
    pairs += length
  }
  views.starts[rows] = pairs
  views.seenStarts[rows] = pairs
  views.wholeStarts[graphs.length] = rows
  views.graphStarts[rows] = rows
  return rows
}
