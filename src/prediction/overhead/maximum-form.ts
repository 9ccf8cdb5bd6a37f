import * as v from 'valibot'
import type { LinearModel } from '../regressors/linear/linear-model.ts'
import { NonNegativeLinear } from '../regressors/linear/non-negative.ts'
import { quiet, type FormFitter, type FormJson, type NetworkTotals, type OverheadForm } from './forms.ts'

const learner = new NonNegativeLinear()
const rounds = 10

/**
 * Queued inferences take what is longer: what the host needs to queue them, or what the kernels need. The networks of
 * either side are found in turns.
 */
export const fitMaximum: FormFitter = async (totals, latencies, options) => {
  const { sums, counts } = totals
  let isHost: Float64Array = latencies.map((latency, row) => Number(latency > 1.2 * (sums[row] as number)))
  let form = new MaximumForm(1, 0, null)
  for (let round = 0; round < rounds; round++) {
    const host = isHost.some((side) => side === 1)
      ? await learner.fit({ inputs: counts, targets: latencies, weights: isHost }, quiet(options))
      : null
    const scale = host ? medianRatio(host.predict(counts), latencies, isHost) : 0
    form = new MaximumForm(slopeOf(sums, latencies, isHost), scale, host)
    const next = form.isHost(totals)
    if (next.every((side, row) => side === isHost[row])) break
    isHost = next
  }
  return form
}

class MaximumForm implements OverheadForm {
  readonly #slope: number
  readonly #scale: number
  readonly #host: LinearModel | null

  constructor(slope: number, scale: number, host: LinearModel | null) {
    this.#slope = slope
    this.#scale = scale
    this.#host = host
  }

  predict(totals: NetworkTotals): Float64Array {
    const host = this.#hostTimes(totals)
    return totals.sums.map((sum, row) => Math.max(this.#slope * sum, host[row] as number))
  }

  /** 1 where the host decides. */
  isHost(totals: NetworkTotals): Float64Array {
    const host = this.#hostTimes(totals)
    return totals.sums.map((sum, row) => Number((host[row] as number) > this.#slope * sum))
  }

  #hostTimes({ sums, counts }: NetworkTotals): Float64Array {
    return this.#host?.predict(counts).map((time) => this.#scale * time) ?? new Float64Array(sums.length)
  }

  toJSON(): FormJson {
    return {
      kind: 'maximum',
      slope: this.#slope,
      scale: this.#scale,
      host: this.#host?.toJSON() ?? null,
    }
  }
}

const factor = v.pipe(v.number(), v.finite(), v.minValue(0))
const saved = v.object({ slope: factor, scale: factor, host: v.unknown() })

/** @throws {RangeError} where the parts are damaged */
export function loadMaximum(json: unknown): OverheadForm {
  const read = v.safeParse(saved, json)
  if (!read.success) throw new RangeError(`The saved form of overhead is damaged: ${read.issues[0].message}.`)
  const { slope, scale, host } = read.output
  return new MaximumForm(slope, scale, host === null ? null : learner.load(host))
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
