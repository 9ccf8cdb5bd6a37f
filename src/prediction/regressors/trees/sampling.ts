import { uniform, type RandomGenerator } from '../../../spaces/random.ts'

const range = 2 ** 32

/** The whole numbers below `count`, ascending. */
export const upTo = (count: number): Int32Array => Int32Array.from({ length: count }, (_, index) => index)

/** Each of the rows with the same chance; never none of them. */
export function someRows(rows: Int32Array, share: number, random: RandomGenerator): Int32Array {
  if (share >= 1) return rows
  const taken = rows.filter(() => (random.next() >>> 0) / range < share)
  return taken.length > 0 ? taken : rows
}

/** As many columns as the share says, at least one; ascending, so that equal splits go to the first column. */
export function someColumns(columns: Int32Array, share: number, random: RandomGenerator): Int32Array {
  const wanted = Math.max(1, Math.round(share * columns.length))
  if (wanted >= columns.length) return columns
  const order = columns.slice()
  for (let place = 0; place < wanted; place++) {
    const other = uniform(random, place, order.length - 1)
    const column = order[other] as number
    order[other] = order[place] as number
    order[place] = column
  }
  return order.subarray(0, wanted).sort()
}

/**
 * As many rows as there are, drawn with replacement, each by its weight.
 * @param weights every row alike where left out
 * @returns how often each was drawn
 */
export function bootstrap(
  count: number,
  weights: Float64Array | undefined,
  random: RandomGenerator,
): Float64Array {
  const times = new Float64Array(count)
  const upper = weights && cumulated(weights)
  for (let drawn = 0; drawn < count; drawn++) {
    const row = upper
      ? firstAbove(upper, ((random.next() >>> 0) / range) * (upper.at(-1) as number))
      : uniform(random, 0, count - 1)
    times[row] = (times[row] as number) + 1
  }
  return times
}

function cumulated(weights: Float64Array): Float64Array {
  let sum = 0
  return weights.map((weight) => (sum += weight))
}

function firstAbove(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) > value) high = middle
    else low = middle + 1
  }
  return low
}
