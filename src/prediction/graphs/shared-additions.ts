/**
 * Additions when every sum begins with the largest other sum that is part of it, as a graph of binary additions would
 * share them.
 */
export function sharedAdditions(sums: readonly (readonly number[])[]): number {
  return sums.reduce((total, sum) => {
    const parts = sums.filter((other) => other.length < sum.length && isPartOf(other, sum))
    const longest = parts.reduce((most, part) => Math.max(most, part.length), 1)
    return total + Math.max(0, sum.length - longest)
  }, 0)
}

/** Whether a multiset is part of another; both ascending. */
function isPartOf(part: readonly number[], whole: readonly number[]): boolean {
  let place = 0
  for (const value of whole) if (place < part.length && part[place] === value) place++
  return place === part.length
}
