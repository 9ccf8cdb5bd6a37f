/** Height and width, in this order everywhere. */
export type Pair = readonly [number, number]

/** Zeros added around a feature map, in elements. */
export interface Border {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/**
 * `same` gives ceil(size / stride) outputs with the odd zero after the end (TensorFlow's rule), `valid` adds nothing,
 * a border adds exactly what it says (what PyTorch's `padding` means).
 */
export type Padding = 'same' | 'valid' | Border

export const activationNames = [
  'relu',
  'relu6',
  'leakyRelu',
  'prelu',
  'elu',
  'sigmoid',
  'hardSigmoid',
  'swish',
  'hardSwish',
  'tanh',
  'gelu',
] as const

/**
 * hardSigmoid(x) = relu6(x + 3) / 6, swish(x) = x sigmoid(x), hardSwish(x) = x hardSigmoid(x), gelu with erf,
 * leakyRelu with slope 0.2, prelu with one learnt slope a channel.
 */
export type ActivationName = (typeof activationNames)[number]

/** Slope of `leakyRelu` below zero: the default of TF.js. */
export const leakyReluSlope = 0.2

/** A window that slides over height and width. */
interface Window {
  readonly kernel: Pair
  readonly stride: Pair
  readonly padding: Padding
}

export interface Conv2d extends Window {
  readonly kind: 'conv2d'
  readonly filters: number
  readonly dilation: Pair
  /** Channels are cut into this many parts, each with its own filters. 1 is an ordinary convolution. */
  readonly groups: number
  readonly bias: boolean
}

export interface DepthwiseConv2d extends Window {
  readonly kind: 'depthwiseConv2d'
  readonly dilation: Pair
  /** Output channels per input channel. */
  readonly multiplier: number
  readonly bias: boolean
}

export interface Pool extends Window {
  readonly kind: 'maxPool' | 'avgPool'
}

/**
 * One operation of a network, batch 1, channels last. A shape is [height, width, channels] or [features];
 * the batch of 1 is not written.
 */
export type Operation =
  | { readonly kind: 'input'; readonly shape: readonly number[] }
  | Conv2d
  | DepthwiseConv2d
  | { readonly kind: 'dense'; readonly units: number; readonly bias: boolean }
  | Pool
  /** Mean over height and width; [h, w, c] becomes [1, 1, c] with `keepDims`, else [c]. */
  | { readonly kind: 'globalAvgPool'; readonly keepDims: boolean }
  /** Elementwise; a [1, 1, c] or [h, w, 1] operand is spread over the other (squeeze-and-excite). */
  | { readonly kind: 'add' | 'mul' }
  /** Along the last axis, in the order of the inputs. */
  | { readonly kind: 'concat' }
  /** A block of the input: `begin` and `size` per axis. A split is several slices. */
  | { readonly kind: 'slice'; readonly begin: readonly number[]; readonly size: readonly number[] }
  | { readonly kind: 'channelShuffle'; readonly groups: number }
  | { readonly kind: 'resize'; readonly size: Pair; readonly method: 'nearest' | 'bilinear' }
  | { readonly kind: 'pad'; readonly border: Border }
  | { readonly kind: 'batchNorm'; readonly epsilon: number }
  /** Over the last axis of each place, with a learnt scale and offset a channel. */
  | { readonly kind: 'layerNorm'; readonly epsilon: number }
  /**
   * softmax(Q Kᵀ / sqrt(d)) V in each head; inputs are Q, K and V as maps, whose places are the tokens; d channels of Q
   * and K a head (Vaswani et al. 2017). The map of Q, with the channels of V.
   */
  | { readonly kind: 'attention'; readonly heads: number }
  | { readonly kind: 'activation'; readonly name: ActivationName }
  | { readonly kind: 'softmax' }
  | { readonly kind: 'flatten' }

export type OperationKind = Operation['kind']

/** How many inputs each kind takes: [least, most]. */
export const arity: Record<OperationKind, readonly [number, number]> = {
  input: [0, 0],
  conv2d: [1, 1],
  depthwiseConv2d: [1, 1],
  dense: [1, 1],
  maxPool: [1, 1],
  avgPool: [1, 1],
  globalAvgPool: [1, 1],
  add: [2, 2],
  mul: [2, 2],
  concat: [2, 1024],
  slice: [1, 1],
  channelShuffle: [1, 1],
  resize: [1, 1],
  pad: [1, 1],
  batchNorm: [1, 1],
  layerNorm: [1, 1],
  attention: [3, 3],
  activation: [1, 1],
  softmax: [1, 1],
  flatten: [1, 1],
}

/** Inputs of these may change places without changing the result. */
export const isCommutative = (kind: OperationKind): boolean => kind === 'add' || kind === 'mul'
