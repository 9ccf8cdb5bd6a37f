import type { CodedTable } from './binning.ts'

/** Trees one after another in flat arrays. The left child of a node stands right before its right one. */
export class TreeStore {
  /** First node of each tree. */
  readonly roots: number[] = []
  /** Nodes in use. */
  length = 0
  /** Column of a node's split; -1 at a leaf. */
  columns = new Int32Array(64)
  /** What goes left is at most this; at a leaf, its value. */
  values = new Float64Array(64)
  /** Left child. */
  children = new Int32Array(64)
  /** 1 where missing values go left. */
  missingLeft = new Uint8Array(64)
  /** Last bin that goes left; only while learning. */
  bins = new Uint8Array(64)

  /** Adds a leaf of value 0. Gives its place. */
  add(): number {
    if (this.length === this.columns.length) this.#grow()
    const node = this.length++
    this.columns[node] = -1
    this.values[node] = 0
    this.children[node] = 0
    return node
  }

  /** Makes a leaf into a split with two new leaves. Gives the left one. */
  split(node: number, column: number, threshold: number, bin: number, missingLeft: boolean): number {
    const left = this.add()
    this.add()
    this.columns[node] = column
    this.values[node] = threshold
    this.bins[node] = bin
    this.missingLeft[node] = missingLeft ? 1 : 0
    this.children[node] = left
    return left
  }

  /** Drops all trees from one on. */
  truncate(trees: number): void {
    this.length = this.roots[trees] ?? this.length
    this.roots.length = Math.min(trees, this.roots.length)
  }

  /** Value of the leaf that a row of the learning table falls into. */
  valueOfCoded(tree: number, { rows, binsByColumn, bins: { edges } }: CodedTable, row: number): number {
    const { columns, bins, children, missingLeft, values } = this
    let node = this.roots[tree] as number
    for (let column = columns[node] as number; column >= 0; column = columns[node] as number) {
      const bin = binsByColumn[column * rows + row] as number
      const isMissing = bin > (edges[column] as Float64Array).length
      const goesLeft = isMissing ? missingLeft[node] === 1 : bin <= (bins[node] as number)
      node = (children[node] as number) + (goesLeft ? 0 : 1)
    }
    return values[node] as number
  }

  #grow(): void {
    const longer = 2 * this.columns.length
    const copy = <A extends Int32Array | Float64Array | Uint8Array>(to: A, from: A): A => {
      to.set(from)
      return to
    }
    this.columns = copy(new Int32Array(longer), this.columns)
    this.values = copy(new Float64Array(longer), this.values)
    this.children = copy(new Int32Array(longer), this.children)
    this.missingLeft = copy(new Uint8Array(longer), this.missingLeft)
    this.bins = copy(new Uint8Array(longer), this.bins)
  }
}
