import { edges, type Cell, type Operation } from './cell.ts'

/** What is left of a cell to be computed: operations on sums of values. */
export interface Computation {
  /** Each after those that it reads. Value 0 is the input of the cell, value i the result of producer i - 1. */
  readonly producers: readonly Producer[]
  /** The values whose sum the cell gives, ascending; one may occur several times. Nothing: not connected. */
  readonly output: readonly number[]
}

export interface Producer {
  readonly operation: Operation
  /** The values whose sum it reads, ascending. */
  readonly inputs: readonly number[]
}

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)

/**
 * The operations that the output depends on. The value of a node is the multiset of what is summed there: an edge of
 * `none` adds nothing, a skip adds what its source has, any other operation adds itself. Two equal operations on the
 * same value stay two.
 */
export function computationOf(cell: Cell): Computation {
  const producers: Producer[] = []
  const values: number[][] = [[0], [], [], []]
  edges.forEach(([from, to], edge) => {
    const [source = [], target = [], operation = 'none'] = [values[from], values[to], cell[edge]]
    if (operation === 'none' || source.length === 0) return
    if (operation === 'skip_connect') target.push(...source)
    else target.push(producers.push({ operation, inputs: [...source] }))
  })
  return withoutDeadProducers({ producers, output: values[3] ?? [] })
}

function withoutDeadProducers({ producers, output }: Computation): Computation {
  const alive = new Set(output)
  for (let value = producers.length; value > 0; value--)
    if (alive.has(value)) for (const input of producers[value - 1]?.inputs ?? []) alive.add(input)
  const order = producers.flatMap((_, index) => (alive.has(index + 1) ? [index] : []))
  return inOrder({ producers, output }, order)
}

/** The computation with producers `order[0]`, `order[1]`, … */
function inOrder({ producers, output }: Computation, order: readonly number[]): Computation {
  const place = new Map(order.map((index, position) => [index + 1, position + 1]))
  const moved = (values: readonly number[]) => ascending(values.map((value) => place.get(value) ?? 0))
  return {
    producers: order.flatMap((index) => {
      const producer = producers[index]
      return producer ? [{ operation: producer.operation, inputs: moved(producer.inputs) }] : []
    }),
    output: moved(output),
  }
}

/** Equal exactly for equal computations; at most six producers, so every number is one digit. */
export const formOf = ({ producers, output }: Computation): string =>
  `${producers.map(({ operation, inputs }) => operation + inputs.join('')).join(' ')}|${output.join('')}`

/**
 * The computation with its producers in an order that only depends on what is computed: cells that are copies of each
 * other give the same. By depth and by what is computed; where two compute the same, all orders are tried and the
 * smallest form counts.
 */
export function canonicalComputation(cell: Cell): Computation {
  const computation = computationOf(cell)
  const terms: string[] = ['']
  const depths: number[] = [0]
  for (const { operation, inputs } of computation.producers) {
    terms.push(`${operation}(${inputs.map((value) => terms[value]).sort()})`)
    depths.push(1 + Math.max(...inputs.map((value) => depths[value] ?? 0)))
  }
  const [depthOf, termOf] = [
    (index: number) => depths[index + 1] ?? 0,
    (index: number) => terms[index + 1] ?? '',
  ]
  const sorted = computation.producers
    .map((_, index) => index)
    .sort((a, b) => depthOf(a) - depthOf(b) || (termOf(a) < termOf(b) ? -1 : termOf(a) > termOf(b) ? 1 : 0))
  return ordersWithin(sorted, termOf)
    .map((order) => inOrder(computation, order))
    .reduce((best, candidate) => (formOf(candidate) < formOf(best) ? candidate : best))
}

/** The orders in which neighbours of equal terms change places. */
function ordersWithin(sorted: readonly number[], termOf: (index: number) => string): number[][] {
  const [first] = sorted
  if (first === undefined) return [[]]
  const alike = sorted.filter((index) => termOf(index) === termOf(first))
  const rest = ordersWithin(sorted.slice(alike.length), termOf)
  return permutations(alike).flatMap((beginning) => rest.map((end) => [...beginning, ...end]))
}

const permutations = (values: readonly number[]): number[][] =>
  values.length < 2
    ? [[...values]]
    : values.flatMap((value) =>
        permutations(values.filter((other) => other !== value)).map((rest) => [value, ...rest]),
      )
