/** Place of the point that is nearest to (x, y) in px; 0 where there is none. */
export function nearest(points: readonly { readonly x: number; readonly y: number }[], x: number, y: number) {
  let found = 0
  let least = Infinity
  for (const [place, point] of points.entries()) {
    const distance = (point.x - x) ** 2 + (point.y - y) ** 2
    if (distance >= least) continue
    least = distance
    found = place
  }
  return found
}

/** Where a key of the keyboard leads from a place in a row of `count`; null for a key that leads nowhere. */
export function placeAfterKey(key: string, place: number, count: number): number | null {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: 10, PageUp: -10 }[key]
  if (step !== undefined) return Math.min(count - 1, Math.max(0, place + step))
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}
