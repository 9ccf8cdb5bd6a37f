import type { FitOptions } from './regressors/regressor.ts'

/** A worker hears no message meanwhile. */
const longestMs = 30

/** Call it in the loop of a fit with the share that is done: see `breathing`. */
export type Breathe = (share: number) => Promise<void>

/**
 * For the loop of a long fit: `await breathe(share)` tells of progress, and at most every 30 ms lets the thread hear
 * what came in, such as Cancel.
 * @returns a function that rejects with the signal's reason once it is aborted
 */
export function breathing({ signal, onProgress }: Pick<FitOptions, 'signal' | 'onProgress'>): Breathe {
  let lastMs = performance.now()
  return async (share) => {
    signal?.throwIfAborted()
    if (performance.now() - lastMs < longestMs) return
    onProgress?.(share)
    // A task of its own: a resolved promise would only continue this one.
    await new Promise((resolve) => setTimeout(resolve, 0))
    signal?.throwIfAborted()
    lastMs = performance.now()
  }
}
