import type { Breathe } from '../breathe.ts'
import type { KernelWork } from '../features/work.ts'
import { grouped } from '../grouping.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import { kernelsAt } from '../roofline/compute-units.ts'
import type { WorkTimes } from '../roofline/roofline.ts'
import { fallbackTimes, fallbackWays, type FallbackModels, type FallbackWay } from './fallback-ways.ts'
import type { JudgedModel, KernelModelParts } from './kernel-model.ts'
import { halfWidthOf } from './spread.ts'
import { taskOf } from './task.ts'

/** Off by less than a factor of 2 is more than unseen code can be trusted with. */
const leastHalfWidth = Math.log(2)
/** Kernels of one implementation that these are fitted to, evenly picked: other code has little to learn from more. */
const mostOfOne = 40

interface JudgedFallback {
  readonly models: FallbackModels
  readonly halfWidth: number
}

/** Rooflines for code that was not learnt from: by kernel, by task, and of everything. */
export async function fallbacksOf(
  kernels: WorkTimes,
  computeUnits: number,
  options: FitOptions,
  breathe: Breathe,
): Promise<Pick<KernelModelParts, 'kernels' | 'tasks' | 'all'>> {
  const { relative, symmetric, split } = fallbackWays(computeUnits, options)
  const workAt = (place: number) => kernels.works[place] as KernelWork
  const byImplementation = (place: number) => workAt(place).implementation
  const all = [...grouped(kernels.works.keys(), byImplementation).values()].flatMap(evenly)
  const lists = {
    kernels: grouped(all, (place) => workAt(place).kernel),
    tasks: grouped(
      all.filter((place) => taskOf(workAt(place)) !== ''),
      (place) => taskOf(workAt(place)),
    ),
  }
  const count = lists.kernels.size + lists.tasks.size + 1
  let done = 0
  const judgedEach = async (groups: ReadonlyMap<string, readonly number[]>) => {
    const judged = new Map<string, JudgedModel>()
    for (const [name, places] of groups) {
      const best = await bestOf([relative, symmetric], kernels, places, byImplementation, () =>
        breathe(done / count),
      )
      done++
      judged.set(name, { model: best.models.plain, halfWidth: best.halfWidth })
    }
    return judged
  }
  const [ofKernels, ofTasks] = [await judgedEach(lists.kernels), await judgedEach(lists.tasks)]
  // What these are for is another kernel, not other code of the same.
  const { models, halfWidth } = await bestOf(
    [relative, symmetric, split],
    kernels,
    all,
    (place) => workAt(place).kernel,
    () => breathe(done / count),
  )
  return {
    kernels: ofKernels,
    tasks: ofTasks,
    all: {
      weighted: { model: models.weighted, halfWidth },
      plain: { model: models.plain, halfWidth },
    },
  }
}

function evenly(places: readonly number[]): number[] {
  const step = Math.ceil(places.length / mostOfOne)
  return places.filter((_, rank) => rank % step === 0)
}

/** The way that is least off on groups held back in turn, and how far: with one group the first, nobody knows how far. */
async function bestOf(
  ways: readonly FallbackWay[],
  kernels: WorkTimes,
  places: readonly number[],
  groupOf: (place: number) => string,
  breathe: () => Promise<void>,
): Promise<JudgedFallback> {
  const groups = grouped(places, groupOf)
  const [first] = ways as readonly [FallbackWay]
  if (groups.size < 2) {
    await breathe()
    return { models: await first(kernelsAt(kernels, places)), halfWidth: 2 * leastHalfWidth }
  }
  let best = { way: first, error: Infinity, halfWidth: Infinity }
  for (const way of ways) {
    const [said, was, held] = [[], [], []] as [number[], number[], string[]]
    let error = 0
    for (const [name, own] of groups) {
      await breathe()
      const models = await way(
        kernelsAt(
          kernels,
          places.filter((place) => groupOf(place) !== name),
        ),
      )
      const { works, times } = kernelsAt(kernels, own)
      const predicted = fallbackTimes(models, works)
      error += medianSize(predicted, times) / groups.size
      for (const [row, time] of times.entries()) {
        said.push(predicted[row] as number)
        was.push(time)
        held.push(name)
      }
    }
    if (error < best.error)
      best = { way, error, halfWidth: halfWidthOf(Float64Array.from(said), Float64Array.from(was), held) }
  }
  return {
    models: await best.way(kernelsAt(kernels, places)),
    halfWidth: Math.max(leastHalfWidth, best.halfWidth),
  }
}

/** Of logarithms of predicted over measured. */
function medianSize(predicted: Float64Array, times: Float64Array): number {
  const sizes = predicted.map((value, row) => Math.abs(Math.log(value / (times[row] as number)))).sort()
  return sizes[sizes.length >> 1] ?? 0
}
