/** The leaves of the tree that was grown last. */
export class Leaves {
  length = 0
  /** Node of each leaf. */
  nodes = new Int32Array(64)
  depths = new Int32Array(64)
  /** Its places in the partition. */
  froms = new Int32Array(64)
  tos = new Int32Array(64)
  /** What its value is held to. */
  lowers = new Float64Array(64)
  uppers = new Float64Array(64)

  clear(): void {
    this.length = 0
  }

  add(node: number, depth: number, from: number, to: number, lower: number, upper: number): void {
    const leaf = this.length++
    if (leaf === this.nodes.length) this.#grow()
    this.nodes[leaf] = node
    this.depths[leaf] = depth
    this.froms[leaf] = from
    this.tos[leaf] = to
    this.lowers[leaf] = lower
    this.uppers[leaf] = upper
  }

  #grow(): void {
    const longer = 2 * this.nodes.length
    const whole = (from: Int32Array) => {
      const to = new Int32Array(longer)
      to.set(from)
      return to
    }
    const real = (from: Float64Array) => {
      const to = new Float64Array(longer)
      to.set(from)
      return to
    }
    this.nodes = whole(this.nodes)
    this.depths = whole(this.depths)
    this.froms = whole(this.froms)
    this.tos = whole(this.tos)
    this.lowers = real(this.lowers)
    this.uppers = real(this.uppers)
  }
}
