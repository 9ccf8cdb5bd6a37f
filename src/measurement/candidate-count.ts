/** For each network that is wanted so many are drawn to choose from, ... */
const candidatesPerNetwork = 4
/** ... but all together no more: their covariances take the square of this. */
export const mostCandidates = 1000

/** Networks to choose from. */
export const candidatesFor = (count: number): number =>
  Math.max(count, Math.min(candidatesPerNetwork * count, mostCandidates))
