import { intervalDeviations } from '../interval.ts'
import { graphLearnerFor, graphLearners } from '../regressors/graph-learners.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { BaseFit } from './base.ts'
import { fitCorrection } from './correction.ts'
import { fitFeatureBase } from './feature-base.ts'
import { fitKernelBase } from './kernel-base.ts'
import { NetworkModel } from './network-model.ts'
import type { MeasuredNetwork } from './network.ts'
import { partOf } from './progress.ts'

/** Where the base ends and the correction begins, as a share of the work. */
const shareOfBase = 0.5

/**
 * Overhead plus the sum of kernels, where kernels were timed; a constant plus a weight for each feature, where they were
 * not. Corrected by what is learnt from graphs, from 20 networks on and where it makes the errors on networks held back
 * smaller. Intervals are conformal, from the same errors.
 * @param networks of one platform and configuration, each once. Where some have timed kernels, those without any kernels
 * are left out.
 * @throws {RangeError} naming what is wrong: no network, a latency that is not above 0, lists that do not fit
 */
export async function fitNetworkModel(
  networks: readonly MeasuredNetwork[],
  options: FitOptions,
): Promise<NetworkModel> {
  checkNetworks(networks)
  const isTimed = networks.some(({ kernelTimesMs }) => kernelTimesMs?.some((time) => time > 0) ?? false)
  const used = isTimed ? networks.filter(({ works }) => works.length > 0) : networks
  const fitBase: typeof fitFeatureBase | typeof fitKernelBase = isTimed ? fitKernelBase : fitFeatureBase
  const { base, heldOut }: BaseFit = await fitBase(used, partOf(options, 0, shareOfBase))
  const isInformed = isTimed || (used[0]?.features.length ?? 0) > 0
  const correction = await fitCorrection(
    {
      graphs: used.map(({ graph }) => graph),
      ratios: heldOut.map((said, row) => Math.log((used[row]?.latencyMs ?? NaN) / said)),
      isInformed,
    },
    // Five fits judge a correction: of graph networks they would take minutes.
    isInformed ? graphLearners['graph-gp']() : graphLearnerFor(used.length),
    partOf(options, shareOfBase, 1),
  )
  options.onProgress?.(1)
  return new NetworkModel({
    base,
    correction: correction.model,
    deviation: correction.heldOut.deviations[0] ?? 0,
    halfWidth: intervalDeviations(correction.heldOut),
  })
}

function checkNetworks(networks: readonly MeasuredNetwork[]): void {
  if (networks.length === 0) throw new RangeError('There are no networks to learn from.')
  const width = networks[0]?.features.length
  for (const { id, latencyMs, works, kernelTimesMs, features } of networks) {
    if (!(latencyMs > 0 && latencyMs < Infinity))
      throw new RangeError(`The latency of network ${id} is ${latencyMs}, not above 0.`)
    if (kernelTimesMs && kernelTimesMs.length !== works.length)
      throw new RangeError(`${kernelTimesMs.length} times do not fit ${works.length} kernels of ${id}.`)
    if (features.length !== width)
      throw new RangeError(`Network ${id} has ${features.length} features instead of ${width}.`)
  }
}
