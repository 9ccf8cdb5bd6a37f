/**
 * What a published string computes, read another way than the code does: straight from the text, by the definition
 * "the value of a node is the multiset of what is summed there".
 */
interface Read {
  /** Operation and how often each value is read: value 0 is the input of the cell, value i producer i - 1. */
  readonly producers: readonly { readonly operation: string; readonly reads: readonly number[] }[]
  readonly output: readonly number[]
}

/** The input of the cell and at most six producers. */
const mostValues = 7

const sum = (one: readonly number[], other: readonly number[]) =>
  one.map((count, value) => count + other[value]!)
const isNothing = (counts: readonly number[]) => counts.every((count) => count === 0)
const only = (value: number): number[] =>
  Array.from({ length: mostValues }, (_, index) => (index === value ? 1 : 0))

function read(text: string): Read {
  const producers: { operation: string; reads: readonly number[] }[] = []
  const nodes = [only(0)]
  for (const node of text.split('+')) {
    let value: readonly number[] = only(-1)
    for (const edge of node.split('|').filter((part) => part !== '')) {
      const [operation = '', from = ''] = edge.split('~')
      const source = nodes[Number(from)]!
      if (operation === 'none' || isNothing(source)) continue
      if (operation !== 'skip_connect') producers.push({ operation, reads: source })
      value = sum(value, operation === 'skip_connect' ? source : only(producers.length))
    }
    nodes.push([...value])
  }
  return { producers, output: nodes[3]! }
}

/** Values that the output depends on, found by following every read. */
function alive({ producers, output }: Read): Set<number> {
  const found = new Set<number>()
  const visit = (counts: readonly number[]) => {
    for (const [value, count] of counts.entries()) {
      if (count === 0 || found.has(value)) continue
      found.add(value)
      if (value > 0) visit(producers[value - 1]!.reads)
    }
  }
  visit(output)
  return found
}

const ordersOf = (left: readonly number[]): number[][] =>
  left.length === 0
    ? [[]]
    : left.flatMap((first) =>
        ordersOf(left.filter((other) => other !== first)).map((rest) => [first, ...rest]),
      )

const orders = Array.from({ length: mostValues }, (_, count) =>
  ordersOf(Array.from({ length: count }, (_place, index) => index)),
)

/**
 * Of all relabellings of the producers that matter the smallest text, found by trying every one: equal exactly for
 * strings that compute the same. Null where the output depends on nothing.
 */
export function smallestRelabelling(text: string): string | null {
  const cell = read(text)
  if (isNothing(cell.output)) return null
  const values = [...alive(cell)].filter((value) => value > 0)
  let smallest: string | null = null
  for (const order of orders[values.length]!) {
    const told = order.map((index) => values[index]!)
    const counts = (of: readonly number[]) => of[0]! + told.map((value) => of[value]).join('')
    let form = counts(cell.output)
    for (const value of told) {
      const { operation, reads } = cell.producers[value - 1]!
      form += ` ${operation}${counts(reads)}`
    }
    if (smallest === null || form < smallest) smallest = form
  }
  return smallest
}
