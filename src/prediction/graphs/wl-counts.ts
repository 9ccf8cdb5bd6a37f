import type { FlowGraph } from './flow-graph.ts'

/** How often each label occurs in a graph. */
export type Counts = ReadonlyMap<string, number>

/** Rounds of refinement after the labels themselves. */
export const refinements = 2

/**
 * Weisfeiler-Lehman label counts on the graph of data flow (Shervashidze et al. 2011, with directed neighbourhoods).
 * Level 0 counts labels. Level h counts, for every node, its label with the labels of level h - 1 of what it reads,
 * and its label with those of what it feeds and who reads it: operation instances stay separate.
 */
export function wlCounts(graph: FlowGraph): Counts[] {
  const { nodes, output } = graph
  const consumers = consumersByValue(graph)
  let up = ['in', ...nodes.map(({ label }) => label)]
  let down = [...up]
  const levels = [tally(nodes.map(({ label }) => label))]
  for (let level = 1; level <= refinements; level++) {
    const upBefore = up
    const downBefore = down
    const nameUp = (values: readonly number[]) => values.map((value) => upBefore[value] ?? '').sort()
    const nameDown = (value: number) => {
      const names = (consumers[value] ?? []).map((reader) =>
        reader === nodes.length + 1 ? 'out' : (downBefore[reader] ?? ''),
      )
      return names.sort()
    }
    up = ['in', ...nodes.map(({ label, inputs }) => `${label}(${nameUp(inputs).join()})`)]
    down = [
      `in>${nameDown(0).join()}`,
      ...nodes.map(({ label, inputs }, index) => {
        const producers = inputs.map((value) => downBefore[value] ?? '').sort()
        return `${label}<${producers.join()}>${nameDown(index + 1).join()}`
      }),
    ]
    levels.push(tally([...up.slice(1), `out(${nameUp(output).join()})`, ...down]))
  }
  return levels
}

/** For each value the values that are made of it; the output counts as value `nodes.length + 1`. */
export function consumersByValue({ nodes, output }: FlowGraph): number[][] {
  const consumers: number[][] = Array.from({ length: nodes.length + 1 }, () => [])
  for (const [index, { inputs }] of nodes.entries())
    for (const value of inputs) consumers[value]?.push(index + 1)
  for (const value of output) consumers[value]?.push(nodes.length + 1)
  return consumers
}

function tally(names: readonly string[]): Counts {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
