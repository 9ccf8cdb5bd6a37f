/** Insertions, deletions and exchanges of letters that lead from one text to the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, length) => length)
  for (const [place, letter] of [...from].entries()) {
    const next = [place + 1]
    for (let column = 1; column <= to.length; column++) {
      const exchanged = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1)
      next.push(Math.min(exchanged, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}

/** Names are short: a longer text is compared by its beginning, so that an address cannot keep a page busy. */
const comparedLetters = 64

/** The name that takes the fewest edits, case aside; the first of equals. @throws {RangeError} without names. */
export function nearestName(wanted: string, names: readonly string[]): string {
  const text = wanted.slice(0, comparedLetters).toLowerCase()
  const [nearest] = names
    .map((name) => ({ name, edits: editDistance(text, name) }))
    .sort((a, b) => a.edits - b.edits)
  if (!nearest) throw new RangeError(`There are no names to compare "${wanted}" with.`)
  return nearest.name
}
