import type { Attributes, PlacedKernel } from '../runtimes/kernel.ts'

/**
 * How many kernels of a run a plan missed: those that were planned otherwise or not at all, and planned ones that did not
 * run. Both are aligned node by node, so that one kernel too many counts once and not with all that follow.
 */
export function planMisses(planned: readonly PlacedKernel[], observed: readonly PlacedKernel[]): number {
  const [plannedOf, observedOf] = [byNodes(planned), byNodes(observed)]
  let misses = 0
  for (const nodes of new Set([...plannedOf.keys(), ...observedOf.keys()]))
    misses += editDistance(plannedOf.get(nodes) ?? [], observedOf.get(nodes) ?? [])
  return misses
}

/** What kernels are compared by, in their order, for each set of nodes. */
function byNodes(kernels: readonly PlacedKernel[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const kernel of kernels) {
    const nodes = JSON.stringify(kernel.nodes)
    const group = groups.get(nodes)
    if (group) group.push(textOf(kernel))
    else groups.set(nodes, [textOf(kernel)])
  }
  return groups
}

const textOf = ({
  kernel,
  program,
  shaderKey,
  variant,
  dispatch,
  workgroupSize,
  attributes,
  inputShapes,
  outputShape,
}: PlacedKernel): string =>
  JSON.stringify([
    kernel,
    program,
    shaderKey,
    variant,
    dispatch,
    workgroupSize,
    attributes && sorted(attributes),
    inputShapes,
    outputShape,
  ])

/** In whichever order a call names them, they are the same. */
const sorted = (attributes: Attributes) =>
  Object.entries(attributes).sort(([left], [right]) => (left < right ? -1 : 1))

/** Fewest insertions, removals and replacements that make one list the other (Levenshtein). */
function editDistance(left: readonly string[], right: readonly string[]): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (const [place, text] of left.entries()) {
    const next = [place + 1]
    for (const [column, other] of right.entries()) {
      const replaced = (row[column] ?? 0) + (text === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
