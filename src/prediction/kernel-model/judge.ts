import type { FitOptions } from '../regressors/regressor.ts'
import { kernelsAt } from '../roofline/compute-units.ts'
import type { WorkTimes } from '../roofline/roofline.ts'
import { folds } from './folds.ts'
import { ImplementationModel, type Expected } from './implementation-model.ts'
import { othersOf } from './others.ts'
import { kindsFor, residualInputs, type ResidualKind } from './residual.ts'

/** What was said of kernels when their networks were held back, and who said it best. */
export interface Judged extends Expected {
  readonly kind: ResidualKind
}

/** Runs of boosting that are averaged: less than in the end, for there are many fits. */
const bag = 1

/** Predicts the kernels at `places` with their networks held back, in every way that they allow, and takes the best. */
export async function judge(
  kernels: WorkTimes,
  places: readonly number[],
  foldOf: readonly number[],
  computeUnits: number,
  options: FitOptions,
  breathe: () => Promise<void>,
): Promise<Judged> {
  const { works, times } = kernelsAt(kernels, places)
  const kinds = kindsFor(works.length, differentOf(works, computeUnits))
  // Where there is nothing beside to learn from, a lone kernel counts as predicted.
  const said = kinds.map((kind) => ({
    ...{ kind, times: times.slice(), deviations: new Float64Array(times.length).fill(1) },
  }))
  for (let fold = 0; fold < folds; fold++) {
    const rows = [...places.keys()].filter((row) => foldOf[places[row] as number] === fold)
    if (rows.length === 0) continue
    await breathe()
    const learning = places.filter((place) => foldOf[place] !== fold)
    const others = othersOf(kernels, places, (place) => foldOf[place] !== fold)
    const basis = learning.length > 0 ? kernelsAt(kernels, learning) : others
    if (basis.works.length === 0) continue
    const most = learning.length > 0 ? (kinds.at(-1) ?? 'none') : 'none'
    const model = await ImplementationModel.fit(basis, others, computeUnits, { kind: most, bag }, options)
    const held = rows.flatMap((row) => works[row] ?? [])
    for (const list of said) {
      const predicted = model.as(list.kind).predict(held)
      for (const [at, row] of rows.entries()) {
        list.times[row] = predicted.times[at] as number
        list.deviations[row] = predicted.deviations[at] as number
      }
    }
  }
  const errors = said.map((list) => meanError(list.times, times))
  return said[errors.indexOf(errors.reduce((least, error) => Math.min(least, error)))] as Judged
}

function differentOf(works: WorkTimes['works'], computeUnits: number): number {
  const { columns, values } = residualInputs(works, computeUnits)
  return new Set(works.map((_, row) => values.subarray(row * columns, (row + 1) * columns).join())).size
}

const meanError = (predicted: Float64Array, times: Float64Array): number =>
  predicted.reduce((sum, value, row) => sum + Math.abs(Math.log(value / (times[row] as number))), 0) /
  times.length
