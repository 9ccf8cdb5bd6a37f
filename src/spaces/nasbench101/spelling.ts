import { operations, problemOf, pruned, reordered, type Cell } from './cell.ts'

const form = '5:1100010101:c3-c1-mp'

/**
 * Number of vertices, the upper triangle of the matrix row by row, and the operations between input and output:
 * `5:1100010101:c3-c1-mp`.
 */
export function cellText({ operations: codes, inputs }: Cell): string {
  const vertices = inputs.length
  let bits = ''
  for (let from = 0; from < vertices; from++)
    for (let to = from + 1; to < vertices; to++) bits += inputs[to]?.includes(from) ? '1' : '0'
  return `${vertices}:${bits}:${codes.join('-')}`
}

/**
 * All orders of the inner vertices in which each comes after those that it reads.
 * @param branches these only in the order in which they are given
 */
export function* ordersOf({ inputs }: Cell, branches: readonly number[]): Generator<readonly number[]> {
  const inner = inputs.slice(1, -1).map((_, index) => index + 1)
  function* continued(order: readonly number[]): Generator<readonly number[]> {
    if (order.length === inner.length) return yield order
    const nextBranch = branches.find((vertex) => !order.includes(vertex))
    for (const vertex of inner) {
      const isReady = (inputs[vertex] ?? []).every((read) => read === 0 || order.includes(read))
      const isTurn = vertex === nextBranch || !branches.includes(vertex)
      if (!order.includes(vertex) && isReady && isTurn) yield* continued([...order, vertex])
    }
  }
  yield* continued([])
}

function smallest(cell: Cell, branches: readonly number[]): string {
  let best: string | undefined
  for (const order of ordersOf(cell, branches)) {
    const text = cellText(reordered(cell, order))
    if (best === undefined || text < best) best = text
  }
  return best ?? cellText(cell)
}

/**
 * The one spelling of a cell's network. The order of the vertices that the output reads stays: it is that of the
 * concatenation, and the first ones have a channel more where they cannot be shared out evenly.
 */
export const spellingOf = (cell: Cell): string =>
  smallest(cell, cell.inputs.at(-1)?.filter((vertex) => vertex > 0) ?? [])

/** Equal for cells that the benchmark counts as one: equal up to the order of all vertices. */
export const classOf = (cell: Cell): string => smallest(cell, [])

/**
 * The cell that `spellingOf` writes so.
 * @param problem begins the message. @throws {RangeError} where no cell is spelt so.
 */
export function parseCell(text: string, problem: string): Cell {
  const [count = '', bits = '', codes = '', ...rest] = text.split(':')
  const vertices = Number(count)
  const known =
    codes === '' ? [] : codes.split('-').flatMap((code) => operations.filter((each) => each.code === code))
  const names = known.map(({ code }) => code)
  const hasForm =
    /^[2-7]$/.test(count) &&
    /^[01]*$/.test(bits) &&
    bits.length === (vertices * (vertices - 1)) / 2 &&
    rest.length === 0
  if (!hasForm || names.length !== vertices - 2 || names.join('-') !== codes)
    throw new RangeError(
      `${problem}: a cell has the form "${form}", with the ${operations.map(({ code }) => code).join(', ')} of its inner vertices.`,
    )
  const cell = { operations: names, inputs: inputsOf(bits, vertices) }
  const [alive, fault] = [pruned(cell), problemOf(cell)]
  if (!alive) throw new RangeError(`${problem}: no path joins its input to its output.`)
  if (fault) throw new RangeError(`${problem}: ${fault}.`)
  const spelling = spellingOf(alive)
  if (spelling !== text) throw new RangeError(`${problem}: the same network is written "${spelling}".`)
  return cell
}

/** What each vertex reads, from the upper triangle. */
export function inputsOf(bits: string, vertices: number): number[][] {
  const inputs: number[][] = Array.from({ length: vertices }, () => [])
  let place = 0
  for (let from = 0; from < vertices; from++)
    for (let to = from + 1; to < vertices; to++) if (bits[place++] === '1') inputs[to]?.push(from)
  return inputs
}
