/** Values that fall between `low` (included) and `high`. */
export interface Bin {
  readonly low: number
  readonly high: number
  readonly count: number
}

/** The range of positive values with a little air on both sides; one decade where there is nothing to span. */
export function logDomain(values: Iterable<number>): [number, number] {
  let low = Infinity
  let high = 0
  for (const value of values) {
    if (!(value > 0) || !Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (high === 0) return [1, 10]
  // A single value, or values closer than a tenth, would make an axis without a round number on it.
  const widening = Math.max(1.15, Math.sqrt(1.6 / (high / low)))
  return [low / widening, high * widening]
}

/** Equal steps of the logarithm over the domain; every positive value inside is counted once. */
export function logBins(
  values: Iterable<number>,
  [low, high]: readonly [number, number],
  bins: number,
): Bin[] {
  const step = Math.log(high / low) / bins
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) {
    if (!(value >= low && value <= high)) continue
    const place = Math.min(bins - 1, Math.floor(Math.log(value / low) / step))
    counts[place] = (counts[place] ?? 0) + 1
  }
  return counts.map((count, place) => ({
    low: low * Math.exp(step * place),
    high: low * Math.exp(step * (place + 1)),
    count,
  }))
}

/**
 * Round numbers of the axis: 1, 2, 5 of each decade as long as at most `most` fit, else 1, 3, then the decades alone.
 */
export function logTicks([low, high]: readonly [number, number], most: number): number[] {
  for (const mantissas of [[1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]]) {
    const ticks = ticksOf(mantissas, low, high)
    if (ticks.length <= most) return ticks
  }
  const decades = ticksOf([1], low, high)
  const every = Math.ceil(decades.length / Math.max(1, most))
  return decades.filter((_, place) => place % every === 0)
}

function ticksOf(mantissas: readonly number[], low: number, high: number): number[] {
  const ticks: number[] = []
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++)
    for (const mantissa of mantissas) {
      const tick = Number(`${mantissa}e${exponent}`)
      if (tick >= low && tick <= high) ticks.push(tick)
    }
  return ticks
}
