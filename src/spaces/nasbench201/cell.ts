/** In the order of the digits of the public tables. */
export const operations = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'] as const
export type Operation = (typeof operations)[number]

/** Edges [from, to] between the four nodes of a cell, in the order of the strings and of the tables. */
export const edges = [
  [0, 1],
  [0, 2],
  [1, 2],
  [0, 3],
  [1, 3],
  [2, 3],
] as const

/** The operation of every edge. */
export type Cell = readonly Operation[]

/** 15,625: one of five operations on each of six edges. */
export const numberOfCells = operations.length ** edges.length

/** Cell `number` of all, from 0 to 15,624; our own order: the published indices follow a random one. */
export const cellNumbered = (number: number): Cell =>
  edges.map((_, edge) => operationOf(Math.floor(number / operations.length ** (edges.length - 1 - edge))))

const operationOf = (number: number): Operation => operations[number % operations.length] ?? 'none'

/** Such as `|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|skip_connect~2|`. */
export function cellText(cell: Cell): string {
  const nodes: string[] = []
  edges.forEach(([from, to], edge) => {
    nodes[to - 1] = `${nodes[to - 1] ?? '|'}${cell[edge]}~${from}|`
  })
  return nodes.join('+')
}

const form = /^\|(\w*)~0\|\+\|(\w*)~0\|(\w*)~1\|\+\|(\w*)~0\|(\w*)~1\|(\w*)~2\|$/

/** @param problem begins the message. @throws {RangeError} where the text is not what `cellText` writes. */
export function parseCell(text: string, problem: string): Cell {
  const parts = form.exec(text)
  if (!parts) throw new RangeError(`${problem}: a cell has the form "|op~0|+|op~0|op~1|+|op~0|op~1|op~2|".`)
  return parts.slice(1).map((name) => {
    const operation = operations.find((known) => known === name)
    if (operation) return operation
    throw new RangeError(`${problem}: "${name}" is none of the operations ${operations.join(', ')}.`)
  })
}

/** The cell that public tables write as six digits, such as `421211`. @throws {RangeError} that quotes the digits. */
export function fromDigits(digits: string): Cell {
  if (!/^[0-4]{6}$/.test(digits) || digits.length !== edges.length)
    throw new RangeError(`A cell is written with six digits from 0 to 4, not "${digits}".`)
  return cellNumbered(parseInt(digits, operations.length))
}
