/** How long one item took in the last run on this device: makes the next estimate honest. Kept in this browser only. */
const key = 'inferometer-item-ms'

export function keptItemTimeMs(): number | null {
  try {
    const kept = Number(localStorage.getItem(key))
    return kept > 0 && kept < 3_600_000 ? kept : null
  } catch {
    // Storage is switched off: the estimate falls back on the protocol.
    return null
  }
}

export function keepItemTime(itemMs: number): void {
  try {
    localStorage.setItem(key, String(Math.round(itemMs)))
  } catch {
    // As above.
  }
}
