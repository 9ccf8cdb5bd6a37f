import { edges, fromDigits, type Operation } from '../../spaces/nasbench201/cell.ts'

/**
 * The operation of every edge of a cell through which something flows from the input to the output; `none` on all
 * others, as an engine leaves them out.
 * @param digits as public tables write a cell
 * @throws {RangeError} that quotes the digits
 */
export function liveEdges(digits: string): Operation[] {
  const cell = fromDigits(digits)
  const isUsed = (edge: number) => cell[edge] !== 'none'
  const [fromInput, toOutput] = [new Set([0]), new Set([3])]
  for (const [edge, [from, to]] of edges.entries()) if (isUsed(edge) && fromInput.has(from)) fromInput.add(to)
  for (const [edge, [from, to]] of [...edges.entries()].reverse())
    if (isUsed(edge) && toOutput.has(to)) toOutput.add(from)
  return edges.map(([from, to], edge) =>
    fromInput.has(from) && toOutput.has(to) ? (cell[edge] ?? 'none') : 'none',
  )
}
