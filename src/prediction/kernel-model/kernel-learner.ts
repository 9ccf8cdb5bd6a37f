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
import { fewestGroups, groupHalfWidth, halfWidthOf } from './spread.ts'

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
  const { works, times, networks } = kernels
  checkKernels(kernels)
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
  )
  const heldOut = times.slice()
  const judgedOf = new Map<string, Judged>()
  const models = new Map<string, ImplementationModel>()
  for (const [name, places] of groups) {
    await breathe(models.size / groups.size)
    const judged = await judge(kernels, places, foldOf, computeUnits, quiet)
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
  const pooled = halfWidthOf(heldOut, times, networks)
  const implementations = new Map<string, JudgedModel>()
  for (const [name, places] of groups) {
    const { times: predicted, deviations } = judgedOf.get(name) as Judged
    const rows = {
      ...{ predicted, deviations, measured: kernelsAt(kernels, places).times },
      groups: places.map((place) => networks[place] as string),
    }
    const halfWidth = groupHalfWidth(rows)
    // Too few networks ran it for an interval of its own: at least that of all kernels.
    const isEnough = new Set(rows.groups).size >= fewestGroups
    const typical = medianOf(deviations)
    implementations.set(name, {
      model: models.get(name) as ImplementationModel,
      halfWidth: isEnough ? halfWidth : Math.max(halfWidth, pooled / typical),
    })
  }
  const fallbacks = await fallbacksOf(kernels, computeUnits, quiet)
  options.onProgress?.(1)
  return { model: new KernelModel({ computeUnits, implementations, ...fallbacks }), heldOut }
}

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
