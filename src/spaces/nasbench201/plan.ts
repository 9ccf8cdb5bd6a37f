import type { Operation } from './cell.ts'
import type { Computation } from './computation.ts'

/** One node of a cell: an operation on one value or a sum of two. Value 0 is the input, value i step i - 1. */
export interface Step {
  readonly operation: Operation | 'add'
  readonly inputs: readonly number[]
}

export interface Plan {
  readonly steps: readonly Step[]
  readonly output: number
}

interface Sum {
  /** Values of the computation. */
  readonly members: readonly number[]
  readonly value: number
}

/** The members without those of `part`; null where `part` has something that is not there. */
function without(members: readonly number[], part: readonly number[]): number[] | null {
  const rest = [...members]
  for (const member of part) {
    const place = rest.indexOf(member)
    if (place < 0) return null
    rest.splice(place, 1)
  }
  return rest
}

/** Steps of a computation. Each sum is formed once, beginning with the largest part of it that is there already. */
export function planOf({ producers, output }: Computation): Plan {
  const steps: Step[] = []
  const values = [0]
  const sums: Sum[] = []
  const add = (step: Step) => steps.push(step)
  const sumOf = (members: readonly number[]): number => {
    let best: { readonly rest: readonly number[]; readonly value: number } | undefined
    for (const sum of sums) {
      const rest = without(members, sum.members)
      if (rest && (!best || rest.length < best.rest.length)) best = { rest, value: sum.value }
    }
    const [first = 0, ...others] = members
    let { value } = best ?? { value: values[first] ?? 0 }
    for (const member of best?.rest ?? others)
      value = add({ operation: 'add', inputs: [value, values[member] ?? 0] })
    if (others.length > 0) sums.push({ members, value })
    return value
  }
  for (const { operation, inputs } of producers) values.push(add({ operation, inputs: [sumOf(inputs)] }))
  return { output: sumOf(output), steps }
}
