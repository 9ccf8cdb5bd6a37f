import type { Breathe } from '../breathe.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import { Roofline, type WorkTimes } from './roofline.ts'

/** Compute units of phones and of large GPUs; a page is not told how many there are. */
const candidates = [
  2, 4, 8, 12, 16, 24, 32, 40, 48, 64, 80, 96, 112, 128, 132, 144, 160, 192, 224, 256, 264, 320, 384, 396,
  512, 528,
]

/** Kernels of one implementation that were timed, and the fold of each. */
export interface FoldedKernels extends WorkTimes {
  /** Rows of a network have the same; from 0 on. */
  readonly folds: readonly number[]
}

/**
 * Compute units of a device: those with which rooflines predict kernels of networks that they have not seen best, over
 * all implementations. 1 where no kernel tells of workgroups: the number then changes nothing.
 */
export async function computeUnitsOf(
  implementations: readonly FoldedKernels[],
  folds: number,
  options: FitOptions,
  breathe: Breathe,
): Promise<number> {
  const dispatched = implementations.filter(({ works }) => works.some(({ workgroups }) => workgroups > 1))
  let [best, least] = [1, Infinity]
  for (const [rank, candidate] of (dispatched.length > 0 ? candidates : []).entries()) {
    let loss = 0
    for (const kernels of dispatched) {
      loss += await heldOutLoss(kernels, candidate, folds, options, () => breathe(rank / candidates.length))
    }
    if (loss < least) [best, least] = [candidate, loss]
  }
  return best
}

async function heldOutLoss(
  kernels: FoldedKernels,
  computeUnits: number,
  count: number,
  options: FitOptions,
  breathe: () => Promise<void>,
): Promise<number> {
  const { folds, times } = kernels
  let loss = 0
  for (let fold = 0; fold < count; fold++) {
    const held = folds.flatMap((other, place) => (other === fold ? [place] : []))
    const kept = folds.flatMap((other, place) => (other === fold ? [] : [place]))
    if (held.length === 0 || kept.length === 0) continue
    await breathe()
    const roofline = await Roofline.fit(kernelsAt(kernels, kept), computeUnits, options)
    const predicted = roofline.predict(kernelsAt(kernels, held).works)
    for (const [row, place] of held.entries())
      loss += Math.abs(Math.log((predicted[row] as number) / (times[place] as number)))
  }
  return loss
}

/** The kernels at the given places, in that order. */
export const kernelsAt = ({ works, times }: WorkTimes, places: readonly number[]): WorkTimes => ({
  works: places.flatMap((place) => works[place] ?? []),
  times: Float64Array.from(places, (place) => times[place] as number),
})
