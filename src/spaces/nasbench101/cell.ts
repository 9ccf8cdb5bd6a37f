/** In keys, and as the published code calls them. */
export const operations = [
  { code: 'c1', name: 'conv1x1-bn-relu' },
  { code: 'c3', name: 'conv3x3-bn-relu' },
  { code: 'mp', name: 'maxpool3x3' },
] as const
export type Operation = (typeof operations)[number]['code']

/** The most that a cell of the space has. */
export const limits = { vertices: 7, edges: 9 } as const

/** Vertex 0 is the input, the last the output; edges lead from lower to higher numbers. */
export interface Cell {
  /** Of the vertices between input and output. */
  readonly operations: readonly Operation[]
  /** For each vertex those that it reads, ascending. */
  readonly inputs: readonly (readonly number[])[]
}

export const edgesOf = ({ inputs }: Cell): number => inputs.reduce((sum, read) => sum + read.length, 0)

/** The cell with its inner vertices in another order: `order` lists them as they are now. */
export function reordered({ operations: all, inputs }: Cell, order: readonly number[]): Cell {
  const vertices = [0, ...order, inputs.length - 1]
  return {
    operations: order.flatMap((vertex) => all[vertex - 1] ?? []),
    inputs: vertices.map((vertex) =>
      (inputs[vertex] ?? []).map((read) => vertices.indexOf(read)).sort((a, b) => a - b),
    ),
  }
}

/** The vertices that the output depends on and that depend on the input; null where none joins the two. */
export function pruned(cell: Cell): Cell | null {
  const { operations: all, inputs } = cell
  const last = inputs.length - 1
  const reached = new Set([0])
  for (const [vertex, read] of inputs.entries())
    if (read.some((from) => reached.has(from))) reached.add(vertex)
  const needed = new Set([last])
  for (let vertex = last; vertex > 0; vertex--)
    if (needed.has(vertex)) for (const from of inputs[vertex] ?? []) needed.add(from)
  if (!reached.has(last)) return null
  const kept = all.flatMap((_, index) => (reached.has(index + 1) && needed.has(index + 1) ? [index + 1] : []))
  const stay = new Set([0, ...kept, last])
  return reordered(
    {
      operations: all,
      inputs: inputs.map((read, to) => (stay.has(to) ? read.filter((from) => stay.has(from)) : [])),
    },
    kept,
  )
}

/**
 * The cell of a published adjacency matrix, row by row from vertex to vertex, and the published names of its operations
 * (`input` and `output` included), without the vertices on no path. The order of the vertices stays.
 * @throws {RangeError} where it is no cell of the space.
 */
export function fromMatrix(matrix: readonly (readonly number[])[], names: readonly string[]): Cell {
  const refuse = (problem: string) => new RangeError(`No cell of NAS-Bench-101: ${problem}.`)
  const count = matrix.length
  if (count < 2 || matrix.some((row) => row.length !== count))
    throw refuse('the matrix is square, with a row for each of at least 2 vertices')
  if (names.length !== count) throw refuse(`there are ${names.length} operations for ${count} vertices`)
  for (const [from, row] of matrix.entries())
    for (const [to, edge] of row.entries()) {
      if (edge !== 0 && edge !== 1) throw refuse(`the matrix has only 0 and 1, not ${edge}`)
      if (edge === 1 && to <= from)
        throw refuse(`the edge from vertex ${from} to ${to} leads back: a cell has no cycles`)
    }
  const codes = names.slice(1, -1).map((name) => {
    const operation = operations.find((known) => known.name === name)
    if (!operation) throw refuse(`"${name}" is none of ${operations.map((known) => known.name).join(', ')}`)
    return operation.code
  })
  const inputs = matrix.map((_, to) => matrix.flatMap((row, from) => (row[to] === 1 ? [from] : [])))
  const cell = pruned({ operations: codes, inputs })
  if (!cell) throw refuse('no path joins its input to its output')
  const problem = problemOf(cell)
  if (problem) throw refuse(problem)
  return cell
}

/** What keeps a cell out of the space. */
export function problemOf(cell: Cell): string | null {
  if (cell.inputs.length > limits.vertices)
    return `it has ${cell.inputs.length} vertices on paths from input to output, more than ${limits.vertices}`
  const edges = edgesOf(cell)
  return edges > limits.edges ? `it has ${edges} edges, more than ${limits.edges}` : null
}
