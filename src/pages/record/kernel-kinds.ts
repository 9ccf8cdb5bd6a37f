import type { Operation } from '../../architecture/operation.ts'
import type { MarkShape } from '../../charts/marks.ts'
import type { Tone } from '../../charts/tones.ts'

/** Kinds of kernels in charts: they differ in tone and form. */
export const kernelKinds = [
  { label: 'Convolution', tone: 1, shape: 'circle' },
  { label: 'Pointwise', tone: 2, shape: 'square' },
  { label: 'Depthwise', tone: 3, shape: 'triangle' },
  { label: 'Dense, attention', tone: 4, shape: 'diamond' },
  { label: 'Elementwise, pooling', tone: 5, shape: 'cross' },
  { label: 'Moving values', tone: 'outline', shape: 'square' },
] as const satisfies readonly { label: string; tone: Tone; shape: MarkShape }[]

const [elementwise, moving] = [4, 5]

/**
 * Place in `kernelKinds` of a kernel that serves these operations.
 * @param flops its own: what has none only moves values, also where it helps a convolution (patches to columns)
 */
export function kindOf(operations: readonly Operation[], flops: number): number {
  if (flops === 0) return moving
  return Math.min(elementwise, ...operations.map(placeOf))
}

function placeOf(operation: Operation): number {
  switch (operation.kind) {
    case 'conv2d':
      return operation.kernel[0] === 1 && operation.kernel[1] === 1 ? 1 : 0
    case 'depthwiseConv2d':
      return 2
    case 'dense':
    case 'attention':
      return 3
    default:
      return elementwise
  }
}
