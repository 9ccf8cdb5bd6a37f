import type { Timing } from '../dataset/record.ts'

/** Positions of the samples that a median leaves out, whatever the tag. */
export const taggedPlaces = ({ tagged }: Timing): ReadonlySet<number> =>
  new Set([...tagged.clock, ...tagged.outlier, ...tagged.gap])
