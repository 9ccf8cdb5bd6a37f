import { totalKernelMs } from './kernel-lookup.ts'
import type { MeasuredOk } from './record.ts'

/** Sums of the same numbers in another order differ by rounding only. */
const tolerance = 1e-6

const areClose = (a: number, b: number): boolean =>
  Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b))

/**
 * The first thing in the account of a measurement that its kernel times or its latency contradict, as a sentence; null
 * where nothing does.
 */
export function faultOfAccount({ account, kernels, latencyMs }: MeasuredOk): string | null {
  if (account === null) return null
  const { kernelsFrom, kernelsMs, dispatchMs, syncMs, readbackMs, unexplainedMs } = account
  const timed = kernelsFrom === 'in-network' ? kernels?.inNetwork : kernels?.isolated
  if (!kernels || !timed) return `account.kernelsFrom is “${kernelsFrom}”, but there are no such times.`
  const total = totalKernelMs(kernels, kernelsFrom)
  if (!areClose(kernelsMs, total))
    return `account.kernelsMs is ${kernelsMs}, but the kernels add up to ${total}.`
  const explained = kernelsMs + dispatchMs + syncMs + readbackMs
  // What is not explained is a difference of two numbers that may be much larger than the latency.
  const isClosed =
    Math.abs(explained + unexplainedMs - latencyMs.median) <=
    tolerance * Math.max(explained, latencyMs.median)
  return isClosed
    ? null
    : `The parts of account add up to ${explained + unexplainedMs}, but latencyMs.median is ${latencyMs.median}.`
}
