import { median } from 'simple-statistics'
import type { Protocol } from './protocol.ts'

export interface WarmUp {
  readonly runs: number
  /** Two windows agreed; false where the time was over first. */
  readonly isStable: boolean
}

/**
 * Runs until two successive windows agree in their medians, or the time is over: caches, JIT tiers and clocks settle
 * at their own pace, so no fixed number of runs is right (METHODS.md, the protocol).
 */
export async function warmUp(protocol: Protocol, timeRun: () => Promise<number>): Promise<WarmUp> {
  const { warmupWindow: size, warmupAgreement, warmupMs } = protocol
  const times: number[] = []
  let totalMs = 0
  for (;;) {
    const timeMs = await timeRun()
    times.push(timeMs)
    totalMs += timeMs
    if (times.length >= 2 * size && times.length % size === 0) {
      const [before, last] = [median(times.slice(-2 * size, -size)), median(times.slice(-size))]
      if (Math.abs(last - before) <= warmupAgreement * Math.min(last, before))
        return { runs: times.length, isStable: true }
    }
    if (totalMs >= warmupMs) return { runs: times.length, isStable: false }
  }
}
