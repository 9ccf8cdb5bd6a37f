/**
 * What is known of a kernel before it runs, in numbers. A call with several programs, or an operation of a public
 * table, is one such kernel too. 0 where a quantity has no meaning, such as filters of an addition.
 */
export interface KernelWork {
  /** What it computes, such as `FusedConv2D`. */
  readonly kernel: string
  /** The code that computes it: programs and their form. Only equal implementations share a model. */
  readonly implementation: string
  readonly inputHeight: number
  readonly inputWidth: number
  readonly inputChannels: number
  readonly outputHeight: number
  readonly outputWidth: number
  readonly outputChannels: number
  /** Side of the window of a convolution. */
  readonly window: number
  readonly stride: number
  readonly groups: number
  /** Tensors that it reads, weights not counted. */
  readonly inputs: number
  /** Steps of the loop inside of one thread: window and channels of a convolution. */
  readonly innerLoop: number
  /** A multiply-add counts as 2; of sizes as the code pads them. */
  readonly paddedFlops: number
  readonly inputBytes: number
  readonly outputBytes: number
  readonly weightBytes: number
  readonly dispatches: number
  /** Of the last and largest program. */
  readonly workgroups: number
  /** Of the programs before it. */
  readonly otherWorkgroups: number
  readonly threadsPerWorkgroup: number
  /** Results of one thread. */
  readonly resultsPerThread: number
  /** Sides of a matrix product that are whole tiles, 0 to 3. */
  readonly wholeSides: number
  /** Elementwise operations that are fused behind it, and those among them that read another tensor. */
  readonly fused: number
  readonly fusedReads: number
}

/** The least multiple of `step` that is not below `value`. */
export const paddedTo = (value: number, step: number): number => Math.ceil(value / step) * step
