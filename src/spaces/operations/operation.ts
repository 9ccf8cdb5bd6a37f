import type { ActivationName, Pair } from '../../architecture/operation.ts'

/** What a network computes node by node, without what only moves or names values. */
export const kinds = [
  'conv2d',
  'depthwiseConv2d',
  'dense',
  'maxPool',
  'avgPool',
  'globalAvgPool',
  'batchNorm',
  'layerNorm',
  'attention',
  'add',
  'mul',
  'concat',
  'slice',
  'channelShuffle',
  'resize',
  'activation',
  'softmax',
] as const

export type Kind = (typeof kinds)[number]

/** One operation with the shape that it works on; fields that its kind does not have are neutral. */
export interface SingleOperation {
  readonly kind: Kind
  /** Height and width of the input, elements. */
  readonly h: number
  readonly w: number
  /** Channels (or features) of each input: one number, several for `concat`. */
  readonly in: readonly number[]
  /** Filters, units, or channels that a slice keeps. */
  readonly out: number
  readonly kernel: Pair
  readonly stride: number
  readonly groups: number
  readonly heads: number
  /** Size of the resized map. */
  readonly to: Pair
  readonly method: 'nearest' | 'bilinear'
  readonly activation: ActivationName | 'none'
}

export type Field = Exclude<keyof SingleOperation, 'kind'>

export const neutral: Omit<SingleOperation, 'kind'> = {
  h: 1,
  w: 1,
  in: [1],
  out: 1,
  kernel: [1, 1],
  stride: 1,
  groups: 1,
  heads: 1,
  to: [1, 1],
  method: 'bilinear',
  activation: 'none',
}

const window = ['h', 'w', 'in', 'kernel', 'stride'] as const
const map = ['h', 'w', 'in'] as const

/** The fields of each kind, in the order of its key. */
export const fieldsOf: Readonly<Record<Kind, readonly Field[]>> = {
  conv2d: ['h', 'w', 'in', 'out', 'kernel', 'stride', 'groups', 'activation'],
  depthwiseConv2d: [...window, 'activation'],
  dense: ['in', 'out', 'activation'],
  maxPool: window,
  avgPool: window,
  globalAvgPool: map,
  batchNorm: map,
  layerNorm: map,
  attention: [...map, 'heads'],
  add: map,
  mul: map,
  concat: map,
  slice: [...map, 'out'],
  channelShuffle: [...map, 'groups'],
  resize: [...map, 'to', 'method'],
  activation: [...map, 'activation'],
  softmax: ['in'],
}

/** What channels are a multiple of, so that the operation is possible. */
export const unitOf = ({ groups, heads }: SingleOperation): number => groups * heads
