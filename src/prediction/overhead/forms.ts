import type { Matrix } from '../matrix.ts'
import { NonNegativeLinear } from '../regressors/linear/non-negative.ts'
import type { FitOptions } from '../regressors/regressor.ts'

/** What is known of networks beside their latency; rows are networks. */
export interface NetworkTotals {
  /** Sum of the kernels' times. */
  readonly sums: Float64Array
  /** Counts that cost time of the host or of what no kernel stands for: programs, operations. */
  readonly counts: Matrix
  /** What a residual may depend on beside. */
  readonly traits: Matrix
}

/** Latencies of networks, one a row. */
export type OverheadForm = (totals: NetworkTotals) => Float64Array

const learner = new NonNegativeLinear()
const rounds = 10

/** A constant, the sum of kernels and each count add up, none with a weight below 0. */
export async function fitSum(
  totals: NetworkTotals,
  latencies: Float64Array,
  options: FitOptions,
): Promise<OverheadForm> {
  const linear = await learner.fit({ inputs: withSums(totals), targets: latencies }, quiet(options))
  return (others) => linear.predict(withSums(others))
}

/**
 * Queued inferences take what is longer: what the host needs to queue them, or what the kernels need. The networks of
 * either side are found in turns.
 */
export async function fitMaximum(
  totals: NetworkTotals,
  latencies: Float64Array,
  options: FitOptions,
): Promise<OverheadForm> {
  const { sums, counts } = totals
  let isHost = latencies.map((latency, row) => Number(latency > 1.2 * (sums[row] as number)))
  let form: OverheadForm = () => sums
  for (let round = 0; round < rounds; round++) {
    const ofHost = isHost.some((side) => side === 1)
      ? await learner.fit({ inputs: counts, targets: latencies, weights: isHost }, quiet(options))
      : null
    const slope = slopeOf(sums, latencies, isHost)
    const scale = ofHost ? medianRatio(ofHost.predict(counts), latencies, isHost) : 0
    const hostOf = (others: NetworkTotals) =>
      ofHost?.predict(others.counts).map((time) => scale * time) ?? others.sums.map(() => 0)
    form = (others) => {
      const host = hostOf(others)
      return others.sums.map((sum, row) => Math.max(slope * sum, host[row] as number))
    }
    const host = hostOf(totals)
    const next = sums.map((sum, row) => Number((host[row] as number) > slope * sum))
    if (next.every((side, row) => side === isHost[row])) break
    isHost = next
  }
  return form
}

/** Of latency over prediction where `isUsed`: outliers of a busy host do not move it. */
function medianRatio(predicted: Float64Array, latencies: Float64Array, isUsed: Float64Array): number {
  const ratios = latencies.map((latency, row) => latency / (predicted[row] as number))
  const sorted = ratios.filter((_, row) => isUsed[row] === 1).sort()
  return sorted[sorted.length >> 1] ?? 1
}

/** Latency over sum of kernels where these decide: of least squares of relative errors; 1 where they never do. */
function slopeOf(sums: Float64Array, latencies: Float64Array, isHost: Float64Array): number {
  let [first, second] = [0, 0]
  for (const [row, sum] of sums.entries()) {
    if (isHost[row] === 1) continue
    const ratio = sum / (latencies[row] as number)
    first += ratio
    second += ratio * ratio
  }
  return second > 0 ? first / second : 1
}

/** The same fit without progress of its own: it is a part of another. */
export const quiet = ({ seed, signal }: FitOptions): FitOptions => ({ seed, ...(signal && { signal }) })

function withSums({ sums, counts }: NetworkTotals): Matrix {
  const columns = counts.columns + 1
  const values = new Float64Array(sums.length * columns)
  for (const [row, sum] of sums.entries()) {
    values[row * columns] = sum
    values.set(counts.values.subarray(row * counts.columns, (row + 1) * counts.columns), row * columns + 1)
  }
  return { rows: sums.length, columns, values }
}
