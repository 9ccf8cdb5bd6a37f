import { codeOf, workOfOperation, type Operation } from '../features/operation-work.ts'
import type { KernelWork } from '../features/work.ts'
import { deducedCode } from './deduced-kernels.ts'

/** A network of the public tables, on one device. */
export interface OpwiseNetwork {
  readonly name: string
  /** With what is known of the kernels. */
  readonly works: readonly KernelWork[]
  /** The same without: only operations and their sizes. */
  readonly operations: readonly KernelWork[]
  /** The code that ran, one for each of `works`, whatever models see of it. */
  readonly codes: readonly string[]
  /** One for each of `works`. */
  readonly timesUs: Float64Array
  readonly latencyUs: number
  /** Operations that ran but are no rows: numbers that the names of kernels leave out. */
  readonly hidden: number
  /** Size of what these wrote, as far as the operations before them tell. */
  readonly hiddenBytes: number
}

/**
 * What models see of the kernels: which ran and what was fused into them; which ran, by rules; only operations; or the
 * first without what was fused, or without which ran.
 */
export const knowledges = ['known', 'deduced', 'unknown', 'unfused', 'unselected'] as const
export type Knowledge = (typeof knowledges)[number]

export interface OpwiseOptions {
  /** Such as `pixel4`. */
  readonly device: string
  readonly knowledge: Knowledge
}

/** A row of a table of operations, on one device. */
export interface OperationRow {
  readonly operation: Operation
  /** As the table names it. */
  readonly kernel: string
  readonly timeUs: number
}

/**
 * The kernels of one network, as models are to see them. Two rows that ran in one kernel are one kernel.
 * @param rows in their order of execution
 */
export function kernelsOf(
  rows: readonly OperationRow[],
  { device, knowledge }: OpwiseOptions,
): Omit<OpwiseNetwork, 'name' | 'latencyUs'> {
  const parts = rows.map((row, place) => {
    const isSecond = isPair(row.kernel) && rows[place - 1]?.kernel === row.kernel
    return { ...row, isSecond, work: workOf(row, knowledge, device), plain: workOfOperation(row.operation) }
  })
  const first = parts.filter(({ isSecond }) => !isSecond)
  const merged = (pick: (part: (typeof parts)[number]) => KernelWork) =>
    first.map((part) => {
      const second = parts[parts.indexOf(part) + 1]
      return second?.isSecond === true ? pairWork(pick(part), pick(second)) : pick(part)
    })
  const works = merged(({ work }) => work)
  const names = first.map(({ kernel }) => kernel)
  const hasNumbers = knowledge === 'known' || knowledge === 'unselected'
  return {
    works,
    operations: merged(({ plain }) => plain),
    codes: names.map(codeOf),
    timesUs: Float64Array.from(first, ({ timeUs }) => timeUs),
    ...(hasNumbers ? hiddenOf(names, works) : { hidden: 0, hiddenBytes: 0 }),
  }
}

function workOf({ operation, kernel }: OperationRow, knowledge: Knowledge, device: string): KernelWork {
  const seen: Readonly<Record<Knowledge, () => string>> = {
    known: () => kernel,
    deduced: () => deducedCode(operation, device),
    unknown: () => '',
    unfused: () => codeOf(kernel),
    unselected: () => kernel.replace(/^.*?(?=_linked_|$)/, ''),
  }
  return workOfOperation({ ...operation, kernel: seen[knowledge]() })
}

/** One kernel for a depthwise convolution and the 1 x 1 convolution behind it: both rows have the time of the whole. */
const isPair = (kernel: string): boolean => kernel.startsWith('depthwise_conv_plus_1x1_conv')

/** The work of both in one kernel; the code has the numbers of its parts in its name, which say nothing. */
const pairWork = (first: KernelWork, second: KernelWork): KernelWork => ({
  ...first,
  implementation: isPair(first.implementation) ? 'depthwise_conv_plus_1x1_conv' : first.implementation,
  outputChannels: second.outputChannels,
  innerLoop: first.innerLoop + second.innerLoop,
  paddedFlops: first.paddedFlops + second.paddedFlops,
  outputBytes: second.outputBytes,
  weightBytes: first.weightBytes + second.weightBytes,
})

/** Kernels are numbered in the order of the operations of the network, fused ones too. */
function hiddenOf(
  kernels: readonly string[],
  works: readonly KernelWork[],
): Pick<OpwiseNetwork, 'hidden' | 'hiddenBytes'> {
  let [next, hidden, hiddenBytes, before] = [0, 0, 0, 0]
  for (const [place, kernel] of kernels.entries()) {
    const numbers = [...kernel.matchAll(/[a-z4d6]_(\d+)(?=_linked_|$)/g)].map(([, number]) => Number(number))
    const inside = isPair(kernel) ? 2 : 0
    const skipped = Math.max(0, (numbers[0] ?? next) - next - inside)
    hidden += skipped
    hiddenBytes += skipped * before
    next = Math.max(next, (numbers.at(-1) ?? next) + 1)
    before = works[place]?.outputBytes ?? 0
  }
  return { hidden, hiddenBytes }
}
