import { fitKernelModel } from '../kernel-model/kernel-learner.ts'
import { KernelModel } from '../kernel-model/kernel-model.ts'
import { fitOverhead } from '../overhead/overhead.ts'
import { OverheadModel } from '../overhead/overhead-model.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { Base, BaseFit, BaseJson, BasePrediction } from './base.ts'
import { partOf } from './progress.ts'
import type { KernelPrediction, MeasuredNetwork, PlannedNetwork } from './network.ts'
import { totalsOf } from './totals.ts'

/** Overhead and the sum of kernels. */
export class KernelBase implements Base {
  readonly kernels: KernelModel
  readonly overhead: OverheadModel

  constructor(kernels: KernelModel, overhead: OverheadModel) {
    this.kernels = kernels
    this.overhead = overhead
  }

  predict(networks: readonly PlannedNetwork[]): BasePrediction[] {
    const bare = networks.find(({ works }) => works.length === 0)
    if (bare) throw new RangeError(`Nothing is known of the kernels of network ${bare.id}.`)
    const all = this.kernels.predict(networks.flatMap(({ works }) => works))
    let place = 0
    const kernels = networks.map(({ works }) =>
      works.map((): KernelPrediction => {
        const at = place++
        const time = (times: Float64Array) => times[at] as number
        const basis = all.basis[at] ?? 'all'
        return { timeMs: time(all.times), lowerMs: time(all.lower), upperMs: time(all.upper), basis }
      }),
    )
    const sums = Float64Array.from(kernels, (own) => own.reduce((sum, { timeMs }) => sum + timeMs, 0))
    const latencies = this.overhead.predict(totalsOf(networks, sums))
    return networks.map(({ works }, row) => ({
      latencyMs: latencies[row] as number,
      overheadMs: (latencies[row] as number) - (sums[row] as number),
      kernels: kernels[row] ?? [],
      unknownImplementations: this.kernels.unknownOf(works),
    }))
  }

  toJSON(): BaseJson {
    return { kind: 'kernels', kernels: this.kernels.toJSON(), overhead: this.overhead.toJSON() }
  }

  /** @throws {RangeError} where the JSON is damaged or of another version */
  static load({ kernels, overhead }: Partial<BaseJson>): KernelBase {
    return new KernelBase(KernelModel.load(kernels), OverheadModel.load(overhead))
  }
}

/**
 * Learns kernels from all that were timed, and overhead from their sums as they were predicted when each network was
 * held back: sums that the overhead will see of new networks are predictions too.
 * @param networks all with works, some with times of them
 */
export async function fitKernelBase(
  networks: readonly MeasuredNetwork[],
  options: FitOptions,
): Promise<BaseFit<KernelBase>> {
  const timed = networks.flatMap(({ id, works, kernelTimesMs }, network) =>
    works.flatMap((work, at) => {
      const time = kernelTimesMs?.[at] ?? NaN
      return time > 0 ? [{ id, work, time, network, at }] : []
    }),
  )
  const { model, heldOut } = await fitKernelModel(
    {
      works: timed.map(({ work }) => work),
      times: Float64Array.from(timed, ({ time }) => time),
      networks: timed.map(({ id }) => id),
    },
    partOf(options, 0, 0.9),
  )
  const predicted = networks.map(({ works }) => model.predict(works).times)
  // A single network cannot be held back: its overhead is what it took beside its kernels as they are predicted.
  const isHeldBack = new Set(timed.map(({ id }) => id)).size > 1
  for (const [row, { network, at }] of isHeldBack ? timed.entries() : []) {
    const times = predicted[network]
    if (times) times[at] = heldOut[row] as number
  }
  const sums = Float64Array.from(predicted, (times) => times.reduce((sum, time) => sum + time, 0))
  const latencies = Float64Array.from(networks, ({ latencyMs }) => latencyMs)
  const overhead = await fitOverhead(totalsOf(networks, sums), latencies, partOf(options, 0.9, 1))
  return { base: new KernelBase(model, overhead.model), heldOut: overhead.heldOut }
}
