/** Rows that have at least one copy, each with what its copies say. */
export interface CopyPredictions {
  readonly places: readonly number[]
  /** Median of the other copies, one for each place. */
  readonly predicted: Float64Array
}

/**
 * What a perfect predictor would reach: each row is predicted by the median of the other measurements of the same
 * computation.
 * @param computations equal texts for rows that compute the same
 */
export function predictByCopies(computations: readonly string[], measured: Float64Array): CopyPredictions {
  const groups = new Map<string, number[]>()
  for (const [place, computation] of computations.entries()) {
    const group = groups.get(computation)
    if (group) group.push(place)
    else groups.set(computation, [place])
  }
  const places = computations.flatMap((computation, place) =>
    (groups.get(computation)?.length ?? 0) > 1 ? [place] : [],
  )
  const predicted = Float64Array.from(places, (place) => {
    const group = groups.get(computations[place] ?? '') ?? []
    return medianOf(group.filter((other) => other !== place).map((other) => measured[other] as number))
  })
  return { places, predicted }
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2
}
