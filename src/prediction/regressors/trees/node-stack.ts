import type { NodeSums } from './split.ts'

/** A node of a tree that is being grown. One object stands for one after another: trees have too many nodes for more. */
export class GrowingNode implements NodeSums {
  node = 0
  depth = 0
  /** Its places in the partition. */
  from = 0
  to = 0
  gradient = 0
  weight = 0
  lower = -Infinity
  upper = Infinity
  /** Undefined where it has too few rows for one. */
  histogram: Float64Array | undefined = undefined

  copy(other: GrowingNode): void {
    this.node = other.node
    this.depth = other.depth
    this.from = other.from
    this.to = other.to
    this.gradient = other.gradient
    this.weight = other.weight
    this.lower = other.lower
    this.upper = other.upper
    this.histogram = other.histogram
  }
}

/** Nodes that wait to be split. Where the smaller child is always taken first, at most log2(rows) + 2 wait. */
export class NodeStack {
  readonly #nodes: GrowingNode[] = []
  #length = 0

  get isEmpty(): boolean {
    return this.#length === 0
  }

  push(node: GrowingNode): void {
    const place = (this.#nodes[this.#length] ??= new GrowingNode())
    this.#length++
    place.copy(node)
  }

  popInto(node: GrowingNode): void {
    const place = this.#nodes[--this.#length]
    if (place) node.copy(place)
  }
}
