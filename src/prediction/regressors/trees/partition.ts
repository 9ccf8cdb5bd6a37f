import type { CodedTable } from './binning.ts'

/**
 * The rows of a tree, so ordered that every node's stand together. Two lists take turns from level to level: a level
 * is divided out of one into the other, and nothing is copied back.
 */
export class Partition {
  #even: Int32Array = new Int32Array()
  #odd: Int32Array = new Int32Array()
  readonly #table: CodedTable

  constructor(table: CodedTable) {
    this.#table = table
  }

  /** Begins a tree of these rows. */
  start(rows: Int32Array): void {
    if (this.#even.length !== rows.length) {
      this.#even = new Int32Array(rows.length)
      this.#odd = new Int32Array(rows.length)
    }
    this.#even.set(rows)
  }

  /** The list in which the nodes of a depth have their rows. */
  at(depth: number): Int32Array {
    return depth % 2 === 0 ? this.#even : this.#odd
  }

  /**
   * Divides the places `from` to `to` of a node at `depth` for its children: left what is at most `bin` in its
   * column, in order; right the rest, in reverse.
   * @param missing bin of the column's missing values, or -1 where it has none
   * @returns first place of the right part
   */
  split(
    depth: number,
    from: number,
    to: number,
    column: number,
    bin: number,
    missing: number,
    missingLeft: boolean,
  ): number {
    const { binsByColumn, rows: height } = this.#table
    const rows = this.at(depth)
    const divided = this.at(depth + 1)
    const start = column * height
    // The missing bin is the last of a column: right without a word.
    const alsoLeft = missingLeft ? missing : -1
    let [left, right] = [from, to - 1]
    if (alsoLeft >= 0)
      for (let place = from; place < to; place++) {
        const row = rows[place] as number
        const own = binsByColumn[start + row] as number
        if (own <= bin || own === alsoLeft) divided[left++] = row
        else divided[right--] = row
      }
    // Written to both sides, and one of them counts: which way a row goes is a coin toss, and a branch would guess.
    else
      for (let place = from; place < to; place++) {
        const row = rows[place] as number
        const goesRight = (bin - (binsByColumn[start + row] as number)) >>> 31
        divided[left] = row
        divided[right] = row
        left += 1 - goesRight
        right -= goesRight
      }
    return left
  }
}
