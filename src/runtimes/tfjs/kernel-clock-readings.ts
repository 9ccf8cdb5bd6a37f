/** Longer than any kernel can be: browsers end a GPU that does not answer for seconds. Such a clock has jumped. */
const longestMs = 60_000

const nanosecondsPerMs = 1e6

/** What a GPU's clock said around the kernels of one inference. */
export interface Readings {
  /** One for each bracket, in milliseconds; null where the clock said what cannot be a time. */
  readonly timesMs: (number | null)[]
  /** Why none of them counts; null where the clock was fine. */
  readonly disturbed: string | null
}

/**
 * Times between pairs of timestamps. A time that is negative (the clock went backwards or began anew), longer than a
 * minute, or read where nothing was written is null. Zero is a time: a quantised clock says it of a short kernel; but
 * nothing else than zeros says that the clock stands still, and then all are null.
 *
 * @param stamps nanoseconds, begin and end of each bracket in turn; differences are taken before they are rounded
 * @param repeats how often the work of each bracket was done in it; once where left out
 */
export function timestampsToMs(stamps: BigUint64Array, repeats: readonly number[] = []): Readings {
  const timesMs = Array.from({ length: Math.floor(stamps.length / 2) }, (_, bracket) => {
    const [begin = 0n, end = 0n] = stamps.subarray(2 * bracket, 2 * bracket + 2)
    // WebGPU resolves a query that was never written to zero.
    if (begin === 0n || end === 0n || end < begin) return null
    const timeMs = Number(end - begin) / nanosecondsPerMs
    return timeMs > longestMs ? null : timeMs / (repeats[bracket] ?? 1)
  })
  return runningClock(timesMs)
}

/** Times of timer queries: what each says it took, in nanoseconds. */
export const elapsedToMs = (elapsedNs: readonly number[]): Readings =>
  runningClock(
    elapsedNs.map((elapsed) => {
      const timeMs = elapsed / nanosecondsPerMs
      return timeMs >= 0 && timeMs <= longestMs ? timeMs : null
    }),
  )

function runningClock(timesMs: (number | null)[]): Readings {
  const isRunning = timesMs.length === 0 || timesMs.some((timeMs) => timeMs !== null && timeMs > 0)
  if (isRunning) return { timesMs, disturbed: null }
  return { timesMs: timesMs.map(() => null), disturbed: 'The clock of the GPU stands still.' }
}
