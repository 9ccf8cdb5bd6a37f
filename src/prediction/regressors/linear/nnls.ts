import {
  choleskyInPlace,
  NotPositiveDefinite,
  solveLower,
  solveLowerTransposed,
} from '../../linear-algebra/cholesky.ts'

/**
 * Solves min 1/2 x'Gx - c'x with x >= 0: non-negative least squares from its normal equations. Lawson and Hanson,
 * Solving Least Squares Problems (1974), chapter 23, in the form of Bro and de Jong (1997).
 * @param gram n x n, positive semi-definite, row after row
 */
export function nonNegativeLeastSquares(gram: Float64Array, cross: Float64Array): Float64Array {
  const n = cross.length
  const solution = new Float64Array(n)
  const isFree = new Array<boolean>(n).fill(false)
  const scale = cross.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  // Each round frees one column; more rounds than this are a circle made by rounding.
  for (let round = 0; round < 3 * n + 10; round++) {
    const entering = steepest(gram, cross, solution, isFree, 1e-12 * scale)
    if (entering < 0) break
    isFree[entering] = true
    for (;;) {
      const free = Array.from(isFree.keys()).filter((column) => isFree[column])
      const wanted = solveFor(gram, cross, free)
      if (!wanted) {
        // It repeats the others: as good without it.
        isFree[entering] = false
        break
      }
      const step = free.reduce((least, column, place) => {
        const [from, to] = [solution[column] as number, wanted[place] as number]
        return to <= 0 ? Math.min(least, from > 0 ? from / (from - to) : 0) : least
      }, 1)
      free.forEach((column, place) => {
        const from = solution[column] as number
        const moved = from + step * ((wanted[place] as number) - from)
        const isStopped = (wanted[place] as number) <= 0 && moved <= 1e-12 * from
        solution[column] = isStopped ? 0 : moved
        if (isStopped) isFree[column] = false
      })
      if (step === 1 || !free.some((column) => !isFree[column])) break
    }
  }
  return solution
}

/** Column at 0 whose rise lowers the error fastest, or -1. */
function steepest(
  gram: Float64Array,
  cross: Float64Array,
  solution: Float64Array,
  isFree: readonly boolean[],
  enough: number,
): number {
  const n = cross.length
  let [best, most] = [-1, enough]
  for (let column = 0; column < n; column++) {
    if (isFree[column]) continue
    let slope = cross[column] as number
    for (let other = 0; other < n; other++)
      slope -= (gram[column * n + other] as number) * (solution[other] as number)
    if (slope > most) [best, most] = [column, slope]
  }
  return best
}

/** Solves the equations of some columns by Cholesky; undefined where they depend on each other. */
function solveFor(
  gram: Float64Array,
  cross: Float64Array,
  free: readonly number[],
): Float64Array | undefined {
  const [n, size] = [cross.length, free.length]
  const own = (row: number, column: number) =>
    gram[(free[row] as number) * n + (free[column] as number)] as number
  const factor = Float64Array.from({ length: size * size }, (_, place) =>
    own(Math.floor(place / size), place % size),
  )
  try {
    choleskyInPlace(factor, size)
  } catch (error) {
    if (error instanceof NotPositiveDefinite) return undefined
    throw error
  }
  for (let row = 0; row < size; row++)
    if ((factor[row * size + row] as number) ** 2 <= 1e-12 * own(row, row)) return undefined
  const solved = Float64Array.from(free, (column) => cross[column] as number)
  solveLower(factor, size, solved)
  solveLowerTransposed(factor, size, solved)
  return solved
}
