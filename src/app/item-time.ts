import type { RunChoice } from './run-parameters.ts'

type Kind = RunChoice['measure']

/** How long one item took in the last run on this device: makes the next estimate honest. Kept in this browser only. */
const keys: Readonly<Record<Kind, string>> = {
  networks: 'inferometer-item-ms',
  kernels: 'inferometer-kernel-item-ms',
}

/** @param kind a kernel is timed in more ways than a network. @returns null before the first run */
export function keptItemTimeMs(kind: Kind): number | null {
  try {
    const kept = Number(localStorage.getItem(keys[kind]))
    return kept > 0 && kept < 3_600_000 ? kept : null
  } catch {
    // Storage is switched off: the estimate falls back on the protocol.
    return null
  }
}

export function keepItemTime(kind: Kind, itemMs: number): void {
  try {
    localStorage.setItem(keys[kind], String(Math.round(itemMs)))
  } catch {
    // As above.
  }
}
