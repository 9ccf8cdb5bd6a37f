import type { GcnModel } from '../gcn/gcn-model.ts'

/** Errors of both sides on rows that neither had learnt from; lists are equally long. */
export interface BothHeldOut {
  readonly ofProcess: Float64Array
  readonly ofNetworks: Float64Array
}

/**
 * Where among the rows of the Gaussian process those stand that a network had held out, with its errors there and those
 * of the Gaussian process.
 * @param learnt rows of the Gaussian process
 * @param residuals of the Gaussian process, of each row from all others
 */
export function heldOutOf(
  learnt: readonly number[],
  residuals: Float64Array,
  networks: readonly GcnModel[],
): BothHeldOut & { readonly places: readonly number[] } {
  const placeOf = new Map(learnt.map((row, place) => [row, place]))
  const places = networks.flatMap(({ heldOutRows }) => heldOutRows.map((row) => placeOf.get(row) as number))
  return {
    places,
    ofProcess: Float64Array.from(places, (place) => residuals[place] as number),
    ofNetworks: Float64Array.from(networks.flatMap((network) => [...network.heldOutErrors().residuals])),
  }
}

/** Shares from 0 to `most` are tried in so many steps. */
const steps = 10
const most = 0.5

/**
 * The share of networks in an average of both: the largest up to a half whose mean absolute error is at most one
 * standard error of the difference above the least (Breiman et al. 1984, section 3.4.3, for trees). Towards more
 * networks, because their mean errs less than the single ones that these rows tell of.
 */
export function networkShareOf({ ofProcess, ofNetworks }: BothHeldOut): number {
  const shares = Array.from({ length: steps + 1 }, (_, step) => (most * step) / steps)
  const errors = shares.map((share) => mixed(ofProcess, ofNetworks, share).map(Math.abs))
  const means = errors.map(meanOf)
  const least = means.indexOf(Math.min(...means))
  const isAsGood = (place: number) => {
    const differences = (errors[place] as Float64Array).map(
      (error, row) => error - (errors[least]?.[row] as number),
    )
    const mean = meanOf(differences)
    const variance = meanOf(differences.map((value) => (value - mean) ** 2))
    return mean <= Math.sqrt(variance / differences.length)
  }
  return shares.findLast((_, place) => isAsGood(place)) ?? 0
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The average of two lists, place by place. */
export const mixed = (a: Float64Array, b: Float64Array, shareOfB: number): Float64Array =>
  a.map((value, place) => (1 - shareOfB) * value + shareOfB * (b[place] as number))
