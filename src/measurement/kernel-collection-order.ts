import type { CollectedOperation } from './kernel-collection.ts'

export const kernelOrders = ['longest', 'coverage'] as const
/** Longest first, or what takes most of the time of all the networks first. */
export type KernelOrder = (typeof kernelOrders)[number]

/**
 * A phone in round numbers: its peak, its memory, and what one more kernel costs whatever it does. They only order
 * operations; nothing is told from them.
 */
const phone = { flopsPerMs: 200e6, bytesPerMs: 20e6, launchMs: 0.01 } as const

/** Time of an operation by the roofline of a phone in round numbers, in ms. */
export const roughMs = ({ flops, bytes }: Pick<CollectedOperation, 'flops' | 'bytes'>): number =>
  phone.launchMs + Math.max(flops / phone.flopsPerMs, bytes / phone.bytesPerMs)

/** In the order in which a device that has little time should measure them; equal ones stay in their order. */
export function inOrder(operations: readonly CollectedOperation[], order: KernelOrder): CollectedOperation[] {
  const weightOf = (operation: CollectedOperation) =>
    roughMs(operation) * (order === 'coverage' ? operation.occurrences : 1)
  return [...operations].sort((a, b) => weightOf(b) - weightOf(a))
}
