import type { KernelWork } from '../features/work.ts'
import { grouped } from '../grouping.ts'
import { fitKernelModel, type TimedKernels } from '../kernel-model/kernel-learner.ts'
import { kernelsAt } from '../roofline/compute-units.ts'
import type { WorkTimes } from '../roofline/roofline.ts'
import type { FitOptions } from '../regressors/regressor.ts'

/** What is said of kernels, one for each. */
export interface KernelForecasts {
  readonly times: Float64Array
  /** Ends of intervals of 90 %; null where the method has none. */
  readonly interval: { readonly lower: Float64Array; readonly upper: Float64Array } | null
}

/** What was learnt of kernels. */
export interface KernelsLearnt {
  /** Of each training kernel, predicted with its network held back. */
  readonly heldOut: Float64Array
  predict(works: readonly KernelWork[]): KernelForecasts
  /** Code among these that nothing was learnt of. */
  unknownOf(works: readonly KernelWork[]): readonly string[]
}

/** One way of predicting kernels, learner or baseline, that an evaluation compares with others. */
export interface KernelMethod {
  readonly name: string
  /** Whether it sees which kernels ran, as far as the evaluation tells, or only operations. */
  readonly sees: 'kernels' | 'operations'
  fit(kernels: TimedKernels, options: FitOptions): Promise<KernelsLearnt>
}

/** The kernel model: roofline, and trees on what it leaves. */
export const kernelModelMethod: KernelMethod = {
  name: 'kernel model',
  sees: 'kernels',
  async fit(kernels, options) {
    const { model, heldOut } = await fitKernelModel(kernels, options)
    return {
      heldOut,
      predict(works) {
        const { times, lower, upper } = model.predict(works)
        return { times, interval: { lower, upper } }
      },
      unknownOf: (works) => model.unknownOf(works),
    }
  },
}

/** Learns times of kernels, and gives what predicts them. */
export type KernelFitter = (
  kernels: WorkTimes,
  options: FitOptions,
) => Promise<(works: readonly KernelWork[]) => Float64Array>

const folds = 5

/** A simple way: fitted once on all, and once without each fifth of the networks for what it says of these. */
export const simpleKernelMethod = (
  name: string,
  sees: KernelMethod['sees'],
  fit: KernelFitter,
): KernelMethod => ({
  name,
  sees,
  async fit(kernels, options) {
    const heldOut = kernels.times.slice()
    const names = [...new Set(kernels.networks)]
    const places = [...kernels.works.keys()]
    const foldAt = (place: number) => names.indexOf(kernels.networks[place] ?? '') % folds
    const byFold = grouped(places, foldAt)
    for (const [fold, held] of byFold) {
      if (byFold.size === 1) break
      const predict = await fit(
        kernelsAt(
          kernels,
          places.filter((place) => foldAt(place) !== fold),
        ),
        options,
      )
      const times = predict(kernelsAt(kernels, held).works)
      for (const [row, place] of held.entries()) heldOut[place] = times[row] as number
    }
    const predict = await fit(kernels, options)
    return {
      heldOut,
      predict: (works) => ({ times: predict(works), interval: null }),
      unknownOf: () => [],
    }
  },
})

/** One fit for each group of equal `keyOf`, and one of all for groups that were not learnt from. */
export const byGroup =
  (keyOf: (work: KernelWork) => string, fit: KernelFitter): KernelFitter =>
  async (kernels, options) => {
    const groups = grouped(kernels.works.keys(), (place) => keyOf(kernels.works[place] as KernelWork))
    const ofAll = await fit(kernels, options)
    const learnt = new Map<string, Awaited<ReturnType<KernelFitter>>>()
    for (const [key, places] of groups) learnt.set(key, await fit(kernelsAt(kernels, places), options))
    return (works) => {
      const times = new Float64Array(works.length)
      for (const [key, places] of grouped(works.keys(), (place) => keyOf(works[place] as KernelWork))) {
        const own = places.map((place) => works[place] as KernelWork)
        const predicted = (learnt.get(key) ?? ofAll)(own)
        for (const [row, place] of places.entries()) times[place] = predicted[row] as number
      }
      return times
    }
  }
