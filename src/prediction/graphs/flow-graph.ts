/** One operation of a network as learners of whole networks see it. */
export interface FlowNode {
  /** What it does, such as `conv2d`: features count by kind. */
  readonly kind: string
  /** What it does and how large it is: two nodes of equal labels are taken for equally costly. */
  readonly label: string
  /** Without weights of its own: two such nodes of equal labels on equal inputs compute the same. */
  readonly isRepeatable: boolean
  /** The values whose sum it reads, ascending; one may occur several times. */
  readonly inputs: readonly number[]
}

/**
 * What a network computes, without names: operations after dead ones were left out and skips contracted. Value 0 is
 * the input, value i the result of node i - 1; every node stands after those that it reads.
 */
export interface FlowGraph {
  readonly nodes: readonly FlowNode[]
  /** The values whose sum is the result, ascending; one may occur several times. */
  readonly output: readonly number[]
}

/** A multiset of values as text: equal texts are equal sums. */
export const sumKey = (values: readonly number[]): string => values.join(' ')

/** @throws {RangeError} naming the first node that reads what is not there yet */
export function checkFlowGraph({ nodes, output }: FlowGraph): void {
  const isThere = (value: number, before: number) => Number.isInteger(value) && value >= 0 && value <= before
  for (const [index, { inputs }] of nodes.entries())
    for (const value of inputs)
      if (!isThere(value, index)) throw new RangeError(`Node ${index} of a graph reads value ${value}.`)
  for (const value of output)
    if (!isThere(value, nodes.length)) throw new RangeError(`A graph gives value ${value}, which it has not.`)
}
