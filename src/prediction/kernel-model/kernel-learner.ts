import { randomStream, shuffled } from '../../spaces/random.ts'
import { breathing } from '../breathe.ts'
import { grouped } from '../grouping.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import { computeUnitsOf, kernelsAt } from '../roofline/compute-units.ts'
import type { WorkTimes } from '../roofline/roofline.ts'
import { fallbacksOf } from './fallbacks.ts'
import { ImplementationModel } from './implementation-model.ts'
import { KernelModel, type JudgedModel } from './kernel-model.ts'
import { halfWidthOf } from './spread.ts'

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

const folds = 5
const mostOthers = 300
/** Runs of boosting that are averaged: when judging, and in the end. */
const [judgingBag, finalBag] = [1, 5]

/**
 * One model for each implementation: roofline, and boosted trees on the logarithm of what it leaves where they make the
 * errors on networks held back smaller.
 * @throws {RangeError} where there is no kernel, a time is not above 0, or lengths differ
 */
export async function fitKernelModel(kernels: TimedKernels, options: FitOptions): Promise<KernelFit> {
  const { works, times, networks } = kernels
  if (works.length === 0) throw new RangeError('There are no kernels to learn from.')
  if (times.length !== works.length || networks.length !== works.length)
    throw new RangeError(
      `${times.length} times and ${networks.length} networks do not fit ${works.length} kernels.`,
    )
  const wrong = times.findIndex((time) => !(time > 0 && time < Infinity))
  if (wrong >= 0) throw new RangeError(`The time of kernel ${wrong} is ${times[wrong]}, not above 0.`)
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
  const implementations = new Map<string, JudgedModel>()
  for (const [name, places] of groups) {
    await breathe(implementations.size / groups.size)
    const judged = await judge(kernels, places, foldOf, computeUnits, quiet)
    const model = await ImplementationModel.fit(
      kernelsAt(kernels, places),
      othersOf(kernels, places, () => true),
      computeUnits,
      judged.hasResidual ? finalBag : 0,
      quiet,
    )
    for (const [row, place] of places.entries()) heldOut[place] = judged.heldOut[row] as number
    implementations.set(name, {
      model,
      halfWidth: halfWidthOf(judged.heldOut, kernelsAt(kernels, places).times),
    })
  }
  const fallbacks = await fallbacksOf(kernels, computeUnits, quiet)
  options.onProgress?.(1)
  return { model: new KernelModel({ computeUnits, implementations, ...fallbacks }), heldOut }
}

/** Predicts the kernels at `places` with their networks held back, with and without trees, and takes the better. */
async function judge(
  kernels: TimedKernels,
  places: readonly number[],
  foldOf: readonly number[],
  computeUnits: number,
  options: FitOptions,
): Promise<{ heldOut: Float64Array; hasResidual: boolean }> {
  const { times } = kernelsAt(kernels, places)
  const [plain, corrected] = [times.slice(), times.slice()]
  for (let fold = 0; fold < folds; fold++) {
    const rows = [...places.keys()].filter((row) => foldOf[places[row] as number] === fold)
    if (rows.length === 0) continue
    const learning = places.filter((place) => foldOf[place] !== fold)
    const others = othersOf(kernels, places, (place) => foldOf[place] !== fold)
    const basis = learning.length > 0 ? kernelsAt(kernels, learning) : others
    // The only network of a lone implementation: nothing is left to judge by.
    if (basis.works.length === 0) continue
    const model = await ImplementationModel.fit(basis, others, computeUnits, judgingBag, options)
    const held = kernelsAt(
      kernels,
      rows.map((row) => places[row] as number),
    ).works
    const [first, second] = [model.withoutResidual().predict(held), model.predict(held)]
    for (const [at, row] of rows.entries()) {
      plain[row] = first[at] as number
      corrected[row] = second[at] as number
    }
  }
  const hasResidual = meanError(corrected, times) < meanError(plain, times)
  return { heldOut: hasResidual ? corrected : plain, hasResidual }
}

/** Kernels of other code, evenly picked: they only keep the weights of a roofline plausible. */
function othersOf(
  kernels: WorkTimes,
  places: readonly number[],
  isUsed: (place: number) => boolean,
): WorkTimes {
  const own = new Set(places)
  const others = [...kernels.works.keys()].filter((place) => !own.has(place) && isUsed(place))
  const step = Math.ceil(others.length / mostOthers)
  return kernelsAt(
    kernels,
    others.filter((_, rank) => rank % step === 0),
  )
}

const meanError = (predicted: Float64Array, times: Float64Array): number =>
  predicted.reduce((sum, value, row) => sum + Math.abs(Math.log(value / (times[row] as number))), 0) /
  times.length

/** The fold of each kernel: networks in random order are dealt out in turn. */
function foldsOf(networks: readonly string[], seed: number): number[] {
  const order = shuffled(randomStream(seed), [...new Set(networks)])
  const foldOf = new Map(order.map((network, place) => [network, place % folds]))
  return networks.map((network) => foldOf.get(network) ?? 0)
}
