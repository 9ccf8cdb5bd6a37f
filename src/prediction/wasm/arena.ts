const page = 65_536
/** Below it is what the compiler keeps for itself. */
const firstAddress = 1024
/** Vectors are loaded fastest from such addresses. */
const alignment = 16

/** Hands out a WebAssembly memory piece by piece; nothing is given back but the whole. */
export class Arena {
  readonly memory: WebAssembly.Memory
  #end = firstAddress

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 1 })
  }

  /** Room for so many numbers of four bytes, all 0. @returns its address */
  take(numbers: number): number {
    const address = this.#end
    this.#end += Math.ceil((4 * numbers) / alignment) * alignment
    return address
  }

  /** Makes the memory as large as what was taken; views are valid from then on. */
  settle(): void {
    const missing = Math.ceil((this.#end - this.memory.buffer.byteLength) / page)
    if (missing > 0) this.memory.grow(missing)
  }

  floats(address: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, address, count)
  }

  integers(address: number, count: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.memory.buffer, address, count)
  }
}
