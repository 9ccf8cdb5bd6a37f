/** No interval is narrower: clocks and clocks' steps. */
const least = 0.005
const level = 0.9

/**
 * Half the width of an interval of 90 %, as a logarithm: the ceil((n + 1) 0.9)-th smallest error (conformal prediction;
 * Vovk et al. 2005), and with fewer than 9 errors twice the largest.
 */
export function halfWidthOf(predicted: Float64Array, measured: Float64Array): number {
  const errors = predicted.map((value, row) => Math.abs(Math.log(value / (measured[row] as number)))).sort()
  const n = errors.length
  const rank = Math.ceil((n + 1) * level)
  const width = rank <= n ? (errors[rank - 1] as number) : 2 * (errors[n - 1] ?? 0)
  return Math.max(least, width)
}
