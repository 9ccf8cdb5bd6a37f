const nsPerMs = 1e6
/** Ticks of a GPU need not be whole nanoseconds: what a long reading may be off, as a share of it. */
const relativeNoise = 1e-6

/**
 * The step of a clock, found in what it says: the largest number of which all readings are multiples (Euclid, in
 * whole nanoseconds). Browsers make the clocks of GPUs coarse on purpose (Chrome clears the
 * low 16 bits of a timestamp: 65.536 us), and nothing tells but the readings. A clock without a step gives the few
 * nanoseconds that its readings differ by.
 *
 * @param readingsMs times that the clock measured, in any order; those of 0 say nothing
 * @returns milliseconds, to the nanosecond; null where no reading is above 0
 */
export function quantumMs(readingsMs: readonly number[]): number | null {
  const readings = readingsMs
    .map(nanoseconds)
    .filter((reading) => reading > 0)
    .sort((a, b) => a - b)
  const longest = readings.at(-1)
  if (longest === undefined) return null
  // From the shortest on: their noise is the smallest.
  const step = readings.reduce(commonStep)
  // The longest reading holds the most steps, and so has the smallest error in each.
  const precise = longest / Math.round(longest / step)
  return Math.round(precise) / nsPerMs
}

/**
 * Whole ones: no clock of a browser is finer. The page's is a number that grows: the difference of two of its readings
 * carries a tenth of a nanosecond of noise after eleven days, which Euclid would multiply.
 */
const nanoseconds = (timeMs: number): number => Math.round(timeMs * nsPerMs)

function commonStep(step: number, reading: number): number {
  const tolerance = reading * relativeNoise
  // So fine a step is lost in the noise of this reading, which says no more.
  if (step <= tolerance) return step
  let [larger, smaller] = [reading, step]
  while (smaller > tolerance) {
    const rest = larger % smaller
    // Just below a whole number of steps is a whole number too.
    ;[larger, smaller] = [smaller, Math.min(rest, smaller - rest)]
  }
  return larger
}
