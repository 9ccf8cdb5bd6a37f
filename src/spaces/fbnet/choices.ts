/** Digits of the public table of HELP. */
export const choices = [
  { kernel: 3, expansion: 1, groups: 1 },
  { kernel: 3, expansion: 1, groups: 2 },
  { kernel: 3, expansion: 3, groups: 1 },
  { kernel: 3, expansion: 6, groups: 1 },
  { kernel: 5, expansion: 1, groups: 1 },
  { kernel: 5, expansion: 1, groups: 2 },
  { kernel: 5, expansion: 3, groups: 1 },
  { kernel: 5, expansion: 6, groups: 1 },
] as const
/** The digit after those of the blocks. */
export const skip = String(choices.length)

/** Wu et al. 2019, table 1. */
export const stages = [
  { layers: 1, filters: 16 },
  { layers: 4, filters: 24 },
  { layers: 4, filters: 32 },
  { layers: 4, filters: 64 },
  { layers: 4, filters: 112 },
  { layers: 4, filters: 184 },
  { layers: 1, filters: 352 },
] as const
export const layers = stages.reduce((sum, stage) => sum + stage.layers, 0)

/** The digits of each stage. */
export function byStage(digits: string): string[] {
  let begin = 0
  return stages.map((stage) => digits.slice(begin, (begin += stage.layers)))
}

/**
 * The digits with the skips at the end of their stage: where a skip stands does not matter, because it computes
 * nothing. That of the first layer stays: there it is a convolution.
 */
export const settled = (digits: string): string =>
  byStage(digits)
    .map((stage) => {
      const later = [...stage.slice(1)]
      return (
        stage.slice(0, 1) +
        [...later.filter((digit) => digit !== skip), ...later.filter((digit) => digit === skip)].join('')
      )
    })
    .join('')
