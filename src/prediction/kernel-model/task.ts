import type { KernelWork } from '../features/work.ts'

/** Kernels of the engine that compute the same, but for what is fused behind it. */
const tasks: readonly (readonly [string, RegExp])[] = [
  ['convolution', /^(Fused)?Conv2D$/],
  ['depthwise convolution', /^(DepthwiseConv2dNative|FusedDepthwiseConv2D)$/],
  ['product', /^(BatchMatMul|_FusedMatMul)$/],
  ['rectifier', /^Relu6?$/],
]

/** What a kernel computes, whatever is fused into it: equal for kernels that tell of each other; '' where none do. */
export function taskOf({ kernel, window }: Pick<KernelWork, 'kernel' | 'window'>): string {
  const task = tasks.find(([, names]) => names.test(kernel))?.[0] ?? ''
  // A window of one pixel is a product of matrices: other code altogether.
  return task === 'convolution' && window <= 1 ? 'pointwise convolution' : task
}
