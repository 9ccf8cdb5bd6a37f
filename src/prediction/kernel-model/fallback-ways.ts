import type { KernelWork } from '../features/work.ts'
import { grouped } from '../grouping.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import { kernelsAt } from '../roofline/compute-units.ts'
import { Roofline, type WorkTimes } from '../roofline/roofline.ts'
import { ImplementationModel } from './implementation-model.ts'

/** Rooflines for works with weights, which multiply and add, and for those without; one and the same where it is not split. */
export interface FallbackModels {
  readonly weighted: ImplementationModel
  readonly plain: ImplementationModel
}

/** One way of fitting a roofline to kernels of different code. */
export type FallbackWay = (kernels: WorkTimes) => Promise<FallbackModels>

export const hasWeights = ({ weightBytes }: KernelWork): boolean => weightBytes > 0

/** The time of each work by the model that is for it. */
export function fallbackTimes(
  { weighted, plain }: FallbackModels,
  works: readonly KernelWork[],
): Float64Array {
  const { times } = plain.predict(works)
  if (weighted === plain) return times
  const others = weighted.predict(works).times
  return times.map((time, row) => (hasWeights(works[row] as KernelWork) ? (others[row] as number) : time))
}

/** Ways by how they fit: relative errors, sizes of logarithms, and these for works with and without weights apart. */
export function fallbackWays(
  computeUnits: number,
  options: FitOptions,
): Readonly<Record<'relative' | 'symmetric' | 'split', FallbackWay>> {
  const symmetric = async (kernels: WorkTimes) =>
    new ImplementationModel(
      await Roofline.fitSymmetric(kernels, equally(kernels), computeUnits, options),
      null,
      computeUnits,
    )
  const both = (model: ImplementationModel): FallbackModels => ({ weighted: model, plain: model })
  return {
    relative: async (kernels) =>
      both(new ImplementationModel(await Roofline.fit(kernels, computeUnits, options), null, computeUnits)),
    symmetric: async (kernels) => both(await symmetric(kernels)),
    split: async (kernels) => {
      const places = [...kernels.works.keys()]
      const isWeighted = (place: number) => hasWeights(kernels.works[place] as KernelWork)
      const weighted = places.filter(isWeighted)
      if (weighted.length === 0 || weighted.length === places.length) return both(await symmetric(kernels))
      const plain = places.filter((place) => !isWeighted(place))
      return {
        weighted: await symmetric(kernelsAt(kernels, weighted)),
        plain: await symmetric(kernelsAt(kernels, plain)),
      }
    },
  }
}

/** Each implementation weighs the same, however often it ran. */
function equally({ works }: WorkTimes): Float64Array {
  const weights = new Float64Array(works.length)
  for (const places of grouped(works.keys(), (place) => works[place]?.implementation ?? '').values())
    for (const place of places) weights[place] = 1 / places.length
  return weights
}
