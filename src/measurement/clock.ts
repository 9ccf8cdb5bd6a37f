/** Milliseconds of one clock, only good for differences. */
export type Now = () => number

export const pageClock: Now = () => performance.now()

/**
 * The step of a clock in microseconds: the most frequent change between readings that differ. Browsers make it
 * coarse on purpose (Chrome 100 us, isolated 5 us; Firefox 1 ms, isolated 20 us), and only measuring tells.
 *
 * @param steps how many changes to wait for; @param limitMs gives up waiting on a very coarse clock.
 */
export function clockStepUs(now: Now = pageClock, steps = 200, limitMs = 100): number {
  const counts = new Map<number, number>()
  const startMs = now()
  let lastMs = startMs
  for (let seen = 0; seen < steps && lastMs - startMs < limitMs;) {
    const nextMs = now()
    if (nextMs === lastMs) continue
    // Tenths of a microsecond: the noise of floating point lies far below, every browser's step above.
    const step = Math.round((nextMs - lastMs) * 10_000) / 10
    counts.set(step, (counts.get(step) ?? 0) + 1)
    lastMs = nextMs
    seen++
  }
  const [mostFrequent] = [...counts].sort(([stepA, a], [stepB, b]) => b - a || stepA - stepB)
  return mostFrequent?.[0] ?? limitMs * 1000
}

/** Lets other messages of this thread through. Not a timer: nested timers are clamped to 4 ms. */
export const yieldToEvents = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
