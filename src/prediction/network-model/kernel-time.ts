import type { KernelCall } from '../../dataset/kernels.ts'
import type { CalledWork } from './works-of-calls.ts'

/** Milliseconds of a kernel: inside of the network where all of its programs were timed there, else alone; or NaN. */
export function kernelTimeMs(
  { first, length }: Pick<CalledWork, 'first' | 'length'>,
  calls: readonly KernelCall[],
): number {
  const own = calls.slice(first, first + length)
  const inside = own.reduce((sum, { inNetwork }) => sum + (inNetwork?.ms ?? NaN), 0)
  const time = Number.isNaN(inside) ? own.reduce((sum, call) => sum + isolatedShare(call, calls), 0) : inside
  return time > 0 ? time : NaN
}

/** What is timed together is told apart by bytes and FLOPs: roughly, since one of either is taken for equally costly. */
function isolatedShare({ isolated, bytes, flops }: KernelCall, calls: readonly KernelCall[]): number {
  if (!isolated) return NaN
  const together = calls.slice(isolated.first, isolated.first + isolated.length)
  const all = together.reduce((sum, call) => sum + call.bytes + call.flops, 0)
  return isolated.time.ms * (all > 0 ? (bytes + flops) / all : 1 / together.length)
}
