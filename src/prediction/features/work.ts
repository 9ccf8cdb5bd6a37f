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
  /** 1 where that side of a matrix product is whole tiles: code without checks of bounds reads it. */
  readonly wholeRows: number
  readonly wholeColumns: number
  readonly wholeInner: number
  /** Share of the tiles' rows and columns that are results; 1 where there are no tiles. */
  readonly rowFill: number
  readonly columnFill: number
  /** Share of a window that lies inside of the image, in the mean over the output; 1 where there is no window. */
  readonly insideShare: number
  /** Elementwise operations that are fused behind it, and those among them that read another tensor. */
  readonly fused: number
  readonly fusedReads: number
}

/** The least multiple of `step` that is not below `value`. */
export const paddedTo = (value: number, step: number): number => Math.ceil(value / step) * step

/** `insideShare` along one side of an image. */
export function insideAlong(input: number, output: number, window: number, stride: number): number {
  const padding = Math.max(0, (output - 1) * stride + window - input)
  const before = Math.floor(padding / 2)
  let inside = 0
  for (let place = 0; place < output; place++) {
    const start = place * stride - before
    inside += Math.max(0, Math.min(input, start + window) - Math.max(0, start))
  }
  return inside / Math.max(1, output * window)
}
