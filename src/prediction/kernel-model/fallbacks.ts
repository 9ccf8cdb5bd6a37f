import { breathing } from '../breathe.ts'
import { grouped } from '../grouping.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import { kernelsAt } from '../roofline/compute-units.ts'
import type { WorkTimes } from '../roofline/roofline.ts'
import { ImplementationModel } from './implementation-model.ts'
import type { JudgedModel, KernelModelParts } from './kernel-model.ts'
import { halfWidthOf } from './spread.ts'

/** Off by less than a factor of 2 is more than unseen code can be trusted with. */
const leastHalfWidth = Math.log(2)
const nothing: WorkTimes = { works: [], times: new Float64Array() }

/** Rooflines for code that was not learnt from: by kernel, and of everything. */
export async function fallbacksOf(
  kernels: WorkTimes,
  computeUnits: number,
  options: FitOptions,
): Promise<Pick<KernelModelParts, 'kernels' | 'all'>> {
  const judgedOf = async (places: readonly number[]): Promise<JudgedModel> => ({
    model: await rooflineOf(kernelsAt(kernels, places), computeUnits, options),
    halfWidth: await halfWidthOnUnseen(kernels, places, computeUnits, options),
  })
  const breathe = breathing(options)
  const byKernel = new Map<string, JudgedModel>()
  for (const [kernel, places] of grouped(
    kernels.works.keys(),
    (place) => kernels.works[place]?.kernel ?? '',
  )) {
    await breathe(0)
    byKernel.set(kernel, await judgedOf(places))
  }
  return { kernels: byKernel, all: await judgedOf([...kernels.works.keys()]) }
}

const rooflineOf = (kernels: WorkTimes, computeUnits: number, options: FitOptions) =>
  ImplementationModel.fit(kernels, nothing, computeUnits, { kind: 'none', bag: 1 }, options)

/** From each implementation held back in turn; at least a factor of 2, and more where there is one only. */
async function halfWidthOnUnseen(
  kernels: WorkTimes,
  places: readonly number[],
  computeUnits: number,
  options: FitOptions,
): Promise<number> {
  const implementationAt = (place: number) => kernels.works[place]?.implementation ?? ''
  const groups = grouped(places, implementationAt)
  if (groups.size < 2) return 2 * leastHalfWidth
  const [predicted, measured, held] = [[], [], []] as [number[], number[], string[]]
  for (const [name, own] of groups) {
    const kept = places.filter((place) => implementationAt(place) !== name)
    const model = await rooflineOf(kernelsAt(kernels, kept), computeUnits, options)
    const { works, times } = kernelsAt(kernels, own)
    predicted.push(...model.predict(works).times)
    measured.push(...times)
    held.push(...own.map(() => name))
  }
  const [said, was] = [Float64Array.from(predicted), Float64Array.from(measured)]
  return Math.max(leastHalfWidth, halfWidthOf(said, was, held))
}
