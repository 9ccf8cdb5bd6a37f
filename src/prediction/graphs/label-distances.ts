import type { Counts } from './wl-counts.ts'

/** Label counts of many graphs as numbers: labels that never occurred in the first graphs are numbered too. */
export class LabelIndex {
  readonly #numbers = new Map<string, number>()

  /** Rows of [number of the label, count]. */
  rows(counts: readonly Counts[]): LabelRow[] {
    return counts.map((row) => {
      const labels = Int32Array.from(row.keys(), (label) => this.#numberOf(label))
      const times = Int32Array.from(row.values())
      return { labels, times, total: times.reduce((sum, count) => sum + count, 0) }
    })
  }

  #numberOf(label: string): number {
    const known = this.#numbers.get(label)
    if (known !== undefined) return known
    this.#numbers.set(label, this.#numbers.size)
    return this.#numbers.size - 1
  }
}

export interface LabelRow {
  readonly labels: Int32Array
  /** How often each of the labels occurs. */
  readonly times: Int32Array
  readonly total: number
}

/**
 * Sum over labels of |count in a - count in b| for each row of `a` with each row of `b`, row after row: totals minus
 * twice what they have in common, found by lists of who has a label, since most pairs share few.
 */
export function labelDistances(a: readonly LabelRow[], b: readonly LabelRow[]): Float32Array {
  const owners = new Map<number, { row: number; count: number }[]>()
  for (const [row, { labels, times }] of b.entries())
    labels.forEach((label, place) => {
      const list = owners.get(label)
      const owner = { row, count: times[place] ?? 0 }
      if (list) list.push(owner)
      else owners.set(label, [owner])
    })
  const distances = new Float32Array(a.length * b.length)
  const totals = Float32Array.from(b, ({ total }) => total)
  for (const [row, { labels, times, total }] of a.entries()) {
    const line = distances.subarray(row * b.length, (row + 1) * b.length)
    for (let place = 0; place < line.length; place++) line[place] = total + (totals[place] as number)
    labels.forEach((label, place) => {
      const count = times[place] ?? 0
      for (const owner of owners.get(label) ?? [])
        line[owner.row] = (line[owner.row] as number) - 2 * Math.min(count, owner.count)
    })
  }
  return distances
}
