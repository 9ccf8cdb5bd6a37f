import type { Kind } from './operation.ts'

/** What a sweep can vary: channels of the input or output, height and width together, or the kernel. */
export type Axis = 'in' | 'out' | 'size' | 'kernel'

const map = ['in', 'size'] as const
const window = [...map, 'kernel'] as const

/** Joins and slices have no one number of channels; a vector has no size; a resize would become another one. */
export const axesOf: Readonly<Record<Kind, readonly Axis[]>> = {
  conv2d: [...window, 'out'],
  depthwiseConv2d: window,
  dense: ['in', 'out'],
  maxPool: window,
  avgPool: window,
  globalAvgPool: map,
  batchNorm: map,
  layerNorm: map,
  attention: map,
  add: map,
  mul: map,
  concat: ['size'],
  slice: ['size'],
  channelShuffle: map,
  resize: ['in'],
  activation: map,
  softmax: ['in'],
}
