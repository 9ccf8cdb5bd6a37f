import type { Protocol } from '../measurement/protocol.ts'
import type { RunChoice } from './run-parameters.ts'

const measures = ['networks', 'kernels'] as const satisfies readonly RunChoice['measure'][]
const kernelTimes = ['off', 'on', 'both'] as const satisfies readonly Protocol['kernelTimes'][]

/** What the time of an item depends on: what is measured, and which kernel times are taken with it. */
export type ItemKind = `${RunChoice['measure']}-${Protocol['kernelTimes']}`

/** Item times by kind. */
export type ItemTimes = Readonly<Partial<Record<ItemKind, number>>>

const keyOf = (kind: ItemKind): string => `inferometer-item-ms-${kind}`

/**
 * How long one item took in the last run of each kind on this device: makes the next estimate honest. Kept in this
 * browser only. Nothing of a kind before its first run.
 */
export function keptItemTimes(): ItemTimes {
  const kinds = measures.flatMap((measure) => kernelTimes.map((times) => `${measure}-${times}` as const))
  return Object.fromEntries(kinds.flatMap((kind) => keptItemTimeMs(kind).map((itemMs) => [kind, itemMs])))
}

function keptItemTimeMs(kind: ItemKind): [number] | [] {
  try {
    const kept = Number(localStorage.getItem(keyOf(kind)))
    return kept > 0 && kept < 3_600_000 ? [kept] : []
  } catch {
    // Storage is switched off: the estimate falls back on the protocol.
    return []
  }
}

export function keepItemTime(kind: ItemKind, itemMs: number): void {
  try {
    localStorage.setItem(keyOf(kind), String(Math.round(itemMs)))
  } catch {
    // As above.
  }
}
