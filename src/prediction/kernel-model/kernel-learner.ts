import { breathing } from '../breathe.ts'
import { grouped } from '../grouping.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import { computeUnitsOf, kernelsAt } from '../roofline/compute-units.ts'
import type { WorkTimes } from '../roofline/roofline.ts'
import { fallbacksOf } from './fallbacks.ts'
import { ImplementationModel } from './implementation-model.ts'
import { KernelModel, type JudgedModel } from './kernel-model.ts'
import { folds, foldsOf } from './folds.ts'
import { othersOf } from './others.ts'
import { judge, type Judged } from './judge.ts'
import { groupHalfWidth, leastOfOne, pooledHalfWidth, sharedHalfWidth } from './spread.ts'

/** Kernels of networks that were timed on one platform in one configuration. */
export interface TimedKernels extends WorkTimes {
  /** The network of each kernel: kernels of one network are held back together. */
  readonly networks: readonly string[]
}

/** A kernel model, and what it said of each kernel when its network was held back. */
export interface KernelFit {
  readonly model: KernelModel
  readonly heldOut: Float64Array
}

/** Runs of boosting that are averaged. */
const finalBag = 5

/**
 * One model for each implementation: roofline, and beside it who of Gaussian process and boosted trees makes the errors
 * on networks held back smallest.
 * @throws {RangeError} where there is no kernel, a time is not above 0, or lengths differ
 */
export async function fitKernelModel(kernels: TimedKernels, options: FitOptions): Promise<KernelFit> {
  const { works, times } = kernels
  checkKernels(kernels)
  const networks = heldTogether(kernels)
  const breathe = breathing(options)
  const quiet: FitOptions = { seed: options.seed, ...(options.signal && { signal: options.signal }) }
  const foldOf = foldsOf(networks, options.seed)
  const groups = grouped(works.keys(), (place) => works[place]?.implementation ?? '')
  const computeUnits = await computeUnitsOf(
    [...groups.values()].map((places) => ({
      ...kernelsAt(kernels, places),
      folds: places.map((place) => foldOf[place] as number),
    })),
    folds,
    quiet,
    (share) => breathe(0.1 * share),
  )
  /** Where only one network ran it, its kernels are held back one by one. */
  const groupsWithin = (places: readonly number[]): readonly string[] => {
    const own = places.map((place) => networks[place] as string)
    return new Set(own).size > 1 ? own : kernelKeys(kernels, places)
  }
  const foldsAt = (places: readonly number[]): readonly number[] => {
    const within = groupsWithin(places)
    if (within[0] === networks[places[0] as number]) return foldOf
    const [own, all] = [foldsOf(within, options.seed), foldOf.slice()]
    for (const [row, place] of places.entries()) all[place] = own[row] as number
    return all
  }
  const heldOut = times.slice()
  const judgedOf = new Map<string, Judged>()
  const models = new Map<string, ImplementationModel>()
  for (const [name, places] of groups) {
    const step = () => breathe(0.1 + (0.8 * models.size) / groups.size)
    const judged = await judge(kernels, places, foldsAt(places), computeUnits, quiet, step)
    await step()
    const model = await ImplementationModel.fit(
      kernelsAt(kernels, places),
      othersOf(kernels, places, () => true),
      computeUnits,
      { kind: judged.kind, bag: finalBag },
      quiet,
    )
    for (const [row, place] of places.entries()) heldOut[place] = judged.times[row] as number
    judgedOf.set(name, judged)
    models.set(name, model)
  }
  // A lone kernel was predicted from other code: how far off that is tells nothing of what has code of its own.
  const shared = [...groups.values()].filter((places) => new Set(groupsWithin(places)).size > 1).flat()
  const pooled = pooledHalfWidth(heldOut, times, networks, shared.length > 0 ? shared : [...times.keys()])
  const implementations = new Map<string, JudgedModel>()
  for (const [name, places] of groups) {
    const { times: predicted, deviations } = judgedOf.get(name) as Judged
    const rows = {
      ...{ predicted, deviations, measured: kernelsAt(kernels, places).times },
      groups: groupsWithin(places),
    }
    const count = new Set(rows.groups).size
    const typical = pooled / medianOf(deviations)
    const halfWidth =
      count > 1 ? sharedHalfWidth(groupHalfWidth(rows), count, typical) : Math.max(leastOfOne, typical)
    implementations.set(name, { model: models.get(name) as ImplementationModel, halfWidth })
  }
  const fallbacks = await fallbacksOf(kernels, computeUnits, quiet, (share) => breathe(0.9 + 0.1 * share))
  options.onProgress?.(1)
  return { model: new KernelModel({ computeUnits, implementations, ...fallbacks }), heldOut }
}

/** What is held back together: networks, and of a single network equal kernels. */
function heldTogether({ works, networks }: TimedKernels): readonly string[] {
  if (new Set(networks).size > 1) return networks
  return kernelKeys({ works }, [...works.keys()])
}

/** Equal for equal kernels. */
const kernelKeys = ({ works }: Pick<TimedKernels, 'works'>, places: readonly number[]): string[] =>
  places.map((place) => JSON.stringify(works[place]))

/** @throws {RangeError} */
function checkKernels({ works, times, networks }: TimedKernels): void {
  if (works.length === 0) throw new RangeError('There are no kernels to learn from.')
  if (times.length !== works.length || networks.length !== works.length)
    throw new RangeError(
      `${times.length} times and ${networks.length} networks do not fit ${works.length} kernels.`,
    )
  const wrong = times.findIndex((time) => !(time > 0 && time < Infinity))
  if (wrong >= 0) throw new RangeError(`The time of kernel ${wrong} is ${times[wrong]}, not above 0.`)
}
const medianOf = (values: Float64Array): number => values.slice().sort()[values.length >> 1] as number
