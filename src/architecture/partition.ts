/** A graph of numbered nodes; `place` tells the edges into one node apart where their order counts. */
export interface Edges {
  readonly inputs: readonly (readonly { readonly node: number; readonly place: number }[])[]
  readonly readers: readonly (readonly { readonly node: number; readonly place: number }[])[]
}

/**
 * Nodes in ordered cells: those of one cell cannot be told apart yet. A cell is named by the place of its first node,
 * so splitting one leaves the names of all others alone, and refining touches only what is near a split.
 */
export class OrderedPartition {
  private constructor(
    /** Nodes, cell after cell; within a cell their order means nothing. */
    private readonly order: Int32Array,
    /** For each node the name of its cell. */
    private readonly cellOf: Int32Array,
    /** Sizes of the cells by name. */
    private readonly sizes: Int32Array,
  ) {}

  /** Cells of equal labels, in the order of the labels. */
  static of(labels: readonly string[]): OrderedPartition {
    const count = labels.length
    const partition = new OrderedPartition(
      Int32Array.from(labels.keys()),
      new Int32Array(count),
      new Int32Array(count),
    )
    partition.sizes[0] = count
    partition.#split(0, (node) => labels[node] ?? '')
    return partition
  }

  cell(node: number): number {
    return this.cellOf[node] ?? 0
  }

  nodesOf(cell: number): readonly number[] {
    return [...this.order.subarray(cell, cell + (this.sizes[cell] ?? 0))]
  }

  /** Names of all cells in order. */
  cells(): number[] {
    const cells: number[] = []
    for (let cell = 0; cell < this.order.length; cell += this.sizes[cell] ?? 1) cells.push(cell)
    return cells
  }

  /** The smallest cell of more than one node, the first of equals; nothing where all nodes are told apart. */
  smallestUndecided(): number | undefined {
    let [smallest, least] = [-1, Infinity]
    for (let cell = 0; cell < this.order.length && least > 2; cell += this.sizes[cell] ?? 1) {
      const size = this.sizes[cell] ?? 1
      if (size > 1 && size < least) [smallest, least] = [cell, size]
    }
    return smallest < 0 ? undefined : smallest
  }

  /** The first cell of several nodes that holds others in the other partition; both have cells of the same sizes. */
  firstDifference(other: OrderedPartition): number | undefined {
    for (const node of this.order) {
      const cell = this.cell(node)
      if (this.sizes[cell] !== 1 && other.cell(node) !== cell) return cell
    }
    return undefined
  }

  /** For each node the one that stands alone in that cell of the other partition; itself in cells of several nodes. */
  imagesIn(other: OrderedPartition): Int32Array {
    const images = new Int32Array(this.order.length)
    for (const [place, node] of this.order.entries())
      images[node] = this.sizes[this.cell(node)] === 1 ? (other.order[place] ?? 0) : node
    return images
  }

  /** A copy in which the node stands before the others of its cell. Not yet refined: its cell is the one to begin at. */
  individualised(node: number): OrderedPartition {
    const copy = new OrderedPartition(this.order.slice(), this.cellOf.slice(), this.sizes.slice())
    copy.#split(copy.cell(node), (other) => (other === node ? '0' : '1'))
    return copy
  }

  /**
   * Splits cells until the nodes of each have equally many edges of each kind to every cell (Weisfeiler-Leman, with
   * Hopcroft's rule that the largest part of a split need not be looked at again).
   * @param begin cells that changed.
   * @returns what was split and why: equal for nodes that a symmetry of the graph exchanges.
   */
  refine({ inputs, readers }: Edges, begin: Iterable<number>): string {
    const queue = [...begin]
    const waiting = new Set(queue)
    const trace: string[] = []
    for (let next = 0; next < queue.length; next++) {
      const splitter = queue[next] ?? 0
      waiting.delete(splitter)
      const seen = new Map<number, number[]>()
      const note = (node: number, kind: number) => {
        const kinds = seen.get(node)
        if (kinds) kinds.push(kind)
        else seen.set(node, [kind])
      }
      for (const node of this.nodesOf(splitter)) {
        for (const reader of readers[node] ?? []) note(reader.node, 2 * reader.place)
        for (const input of inputs[node] ?? []) note(input.node, 2 * input.place + 1)
      }
      const signatures = new Map<number, string>()
      for (const [node, kinds] of seen) signatures.set(node, kinds.sort((a, b) => a - b).join())
      const touched = new Set([...seen.keys()].map((node) => this.cell(node)))
      for (const cell of [...touched].sort((a, b) => a - b)) {
        const parts = this.#split(cell, (node) => signatures.get(node) ?? '')
        trace.push(
          `${splitter} ${cell}`,
          ...parts.map((part) => `${signatures.get(this.order[part] ?? 0)} ${this.sizes[part]}`),
        )
        if (parts.length === 1) continue
        const sizeOf = (part: number) => this.sizes[part] ?? 0
        const largest = parts.reduce((best, part) => (sizeOf(part) > sizeOf(best) ? part : best))
        const settled = waiting.has(cell) ? cell : largest
        for (const part of parts)
          if (part !== settled) {
            waiting.add(part)
            queue.push(part)
          }
      }
    }
    return trace.join('; ')
  }

  /** Splits a cell by signature, smallest first; the names of its parts. */
  #split(cell: number, signatureOf: (node: number) => string): number[] {
    const nodes = this.nodesOf(cell)
    const groups = new Map<string, number[]>()
    for (const node of nodes) {
      const signature = signatureOf(node)
      const group = groups.get(signature)
      if (group) group.push(node)
      else groups.set(signature, [node])
    }
    if (groups.size <= 1) return [cell]
    let start = cell
    return [...groups.keys()].sort().map((signature) => {
      const group = groups.get(signature) ?? []
      const part = start
      this.order.set(group, part)
      for (const node of group) this.cellOf[node] = part
      this.sizes[part] = group.length
      start += group.length
      return part
    })
  }
}
