import { randomStream, shuffled } from '../../../spaces/random.ts'

/** Memory of an exact Gaussian process grows with the square of its rows, time with the cube: no more than these. */
export const mostRows = 2000
/** Of equal inputs: what more of them tell is next to nothing. */
export const mostCopies = 60

/**
 * Which rows an exact Gaussian process learns from: none without weight, at most 60 of equal inputs, and at most 2,000
 * in all, drawn by the seed, each input once before one of them comes twice.
 * @param keys of the inputs of all rows, equal for equal inputs
 * @returns places, ascending: all rows where these are not too many
 */
export function rowsToLearn(
  keys: readonly (string | number)[],
  weights: Float64Array | undefined,
  seed: number,
): number[] {
  const weighing = [...keys.keys()].filter((row) => weights?.[row] !== 0)
  const copies = new Map<string | number, number>()
  const drawn = shuffled(randomStream(seed, 4), weighing)
    .map((row) => {
      const key = keys[row] as string | number
      const before = copies.get(key) ?? 0
      copies.set(key, before + 1)
      return { row, before }
    })
    .filter(({ before }) => before < mostCopies)
  return drawn
    .sort((a, b) => a.before - b.before)
    .slice(0, mostRows)
    .map(({ row }) => row)
    .sort((a, b) => a - b)
}
