/** What is not known yet of some candidates, all at once. */
export interface JointVariance {
  /** n x n covariances of the logarithms of their latencies, given what was measured; row after row. */
  readonly covariance: Float64Array
  /** Variance of one measurement. */
  readonly noise: number
}

/**
 * Picks one candidate after another: the one that takes most variance away from all of them, per second of measuring.
 * What it would teach is reckoned in before the next is picked, although nothing is measured yet: a variance does not
 * depend on what comes out (Krause, Singh and Guestrin, Near-Optimal Sensor Placements, JMLR 2008; the criterion is
 * Cohn's, Active Learning with Statistical Models, 1996). So two that are alike are not both picked.
 * @param seconds of measuring each
 * @param count at most as many as there are candidates
 * @param isFree false for candidates that must not be picked
 * @param tell is told the share that is picked
 */
export function teachingOrder(
  { covariance, noise }: JointVariance,
  seconds: Float64Array,
  count: number,
  isFree: (place: number) => boolean = () => true,
  tell: (share: number) => void = () => undefined,
): number[] {
  const n = seconds.length
  const left = covariance.slice()
  const squares = Float64Array.from({ length: n }, (_, place) => {
    let sum = 0
    for (let k = place * n; k < (place + 1) * n; k++) sum += (left[k] as number) ** 2
    return sum
  })
  const free = new Set(Array.from({ length: n }, (_, place) => place).filter(isFree))
  const picked: number[] = []
  while (picked.length < count && free.size > 0) {
    tell(picked.length / count)
    let best = -1
    let most = -Infinity
    for (const place of free) {
      // What measuring it would take from the variance of all.
      const taken = (squares[place] as number) / (Math.max(0, left[place * n + place] as number) + noise)
      const gain = taken / (seconds[place] as number)
      if (gain > most) [best, most] = [place, gain]
    }
    picked.push(best)
    free.delete(best)
    learnOf(left, n, best, noise, squares)
  }
  return picked
}

/** The covariance after one candidate was measured. @param squares of each row, summed: they become those of the new one */
function learnOf(
  covariance: Float64Array,
  n: number,
  place: number,
  noise: number,
  squares: Float64Array,
): void {
  const shared = covariance.slice(place * n, (place + 1) * n)
  const variance = Math.max(0, shared[place] as number) + noise
  for (let i = 0, at = 0; i < n; i++) {
    const share = (shared[i] as number) / variance
    let sum = 0
    for (let j = 0; j < n; j++, at++) {
      const value = (covariance[at] as number) - share * (shared[j] as number)
      covariance[at] = value
      sum += value * value
    }
    squares[i] = sum
  }
}
