import { matrixOf } from '../matrix.ts'
import type { NetworkTotals } from '../overhead/forms.ts'
import type { PlannedNetwork } from './network.ts'

/** How much runs, beside how long. */
export interface Counts {
  /** Programs that are dispatched. */
  readonly programs: number
  readonly kernels: number
}

/** What overhead is learnt from: sums of kernels in milliseconds, and counts. */
export const totalsOf = (networks: readonly PlannedNetwork[], sums: Float64Array): NetworkTotals =>
  totalsOfCounts(
    networks.map(({ works }) => ({
      programs: works.reduce((sum, { dispatches }) => sum + dispatches, 0),
      kernels: works.length,
    })),
    sums,
  )

export const totalsOfCounts = (counts: readonly Counts[], sums: Float64Array): NetworkTotals => ({
  sums,
  counts: matrixOf(counts.map(({ programs, kernels }) => [programs, kernels])),
  traits: matrixOf(
    counts.map(({ programs, kernels }, row) => {
      const sum = sums[row] as number
      return [programs, kernels, sum, sum / Math.max(1, kernels)]
    }),
  ),
})
