import { checkPair } from './pairs.ts'

/** Correlation of the ranks of two lists. */
export function spearman(a: Float64Array, b: Float64Array): number {
  checkPair(a, b)
  const [ranksA, ranksB] = [averageRanks(a), averageRanks(b)]
  const middle = (a.length + 1) / 2
  let [both, ofA, ofB] = [0, 0, 0]
  for (let index = 0; index < a.length; index++) {
    const [fromA, fromB] = [(ranksA[index] as number) - middle, (ranksB[index] as number) - middle]
    both += fromA * fromB
    ofA += fromA * fromA
    ofB += fromB * fromB
  }
  return both / Math.sqrt(ofA * ofB)
}

/** Ranks from 1; equal values share the mean of their ranks. */
export function averageRanks(values: Float64Array): Float64Array {
  const order = orderBy(values.length, (a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Float64Array(values.length)
  for (let from = 0, to = 0; from < order.length; from = to) {
    const value = values[order[from] as number]
    while (to < order.length && values[order[to] as number] === value) to++
    for (let place = from; place < to; place++) ranks[order[place] as number] = (from + to + 1) / 2
  }
  return ranks
}

const orderBy = (length: number, compare: (a: number, b: number) => number) =>
  Uint32Array.from({ length }, (_, index) => index).sort(compare)

/**
 * Kendall's tau-b by sorting, in n log n: Knight, A Computer Method for Calculating Kendall's Tau with Ungrouped Data
 * (JASA 1966). (C - D) / sqrt((C + D + ties of a only)(C + D + ties of b only)) over pairs.
 */
export function kendall(a: Float64Array, b: Float64Array): number {
  checkPair(a, b)
  const order = orderBy(
    a.length,
    (i, j) => (a[i] as number) - (a[j] as number) || (b[i] as number) - (b[j] as number),
  )
  const pairs = (a.length * (a.length - 1)) / 2
  const tiesA = tiedPairs(order, (i, j) => a[i] === a[j])
  const tiesBoth = tiedPairs(order, (i, j) => a[i] === a[j] && b[i] === b[j])
  const inOrder = Float64Array.from(order, (index) => b[index] as number)
  const discordant = swapsToSort(inOrder)
  // Sorted by now.
  const tiesB = tiedPairs(
    orderBy(a.length, (i, j) => i - j),
    (i, j) => inOrder[i] === inOrder[j],
  )
  const difference = pairs - tiesA - tiesB + tiesBoth - 2 * discordant
  return difference / Math.sqrt(pairs - tiesA) / Math.sqrt(pairs - tiesB)
}

function tiedPairs(order: Uint32Array, areEqual: (a: number, b: number) => boolean): number {
  let [ties, run] = [0, 0]
  for (let place = 1; place < order.length; place++) {
    run = areEqual(order[place - 1] as number, order[place] as number) ? run + 1 : 0
    ties += run
  }
  return ties
}

/** Sorts by merging; gives the number of pairs that stood the wrong way round. */
function swapsToSort(values: Float64Array): number {
  let swaps = 0
  const merged = new Float64Array(values.length)
  for (let width = 1; width < values.length; width *= 2) {
    for (let from = 0; from < values.length; from += 2 * width) {
      const [middle, to] = [Math.min(from + width, values.length), Math.min(from + 2 * width, values.length)]
      let [left, right] = [from, middle]
      for (let place = from; place < to; place++) {
        const takesRight =
          right < to && (left === middle || (values[right] as number) < (values[left] as number))
        if (takesRight) swaps += middle - left
        merged[place] = values[takesRight ? right++ : left++] as number
      }
    }
    values.set(merged)
  }
  return swaps
}
