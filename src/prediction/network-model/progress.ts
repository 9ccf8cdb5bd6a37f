import type { FitOptions } from '../regressors/regressor.ts'

/** Options for a part of a fit, whose progress goes on from `from` to `to`. */
export const partOf = ({ seed, signal, onProgress }: FitOptions, from: number, to: number): FitOptions => ({
  seed,
  ...(signal && { signal }),
  ...(onProgress && { onProgress: (share: number) => onProgress(from + share * (to - from)) }),
})
