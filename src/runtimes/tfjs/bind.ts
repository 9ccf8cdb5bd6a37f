import type { Shape } from '../../architecture/graph.ts'
import { leakyReluSlope, type Border, type Padding, type Pair } from '../../architecture/operation.ts'
import type { Learnt } from '../learnt.ts'
import { activationOf } from './activations.ts'
import type { BoundWeights } from './bound-weights.ts'
import { attention, layerNorm } from './composed.ts'
import * as tf from './engine.ts'
import type { FusableActivation, Sliding, Step, Tail } from './step.ts'

/** A step with its weights on the backend: reads tensors, returns a new one. */
export type Call = (inputs: readonly tf.Tensor[]) => tf.Tensor

type Explicit = [[number, number], [number, number], [number, number], [number, number]]

const tfActivations = {
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  sigmoid: 'sigmoid',
  leakyRelu: 'leakyrelu',
  prelu: 'prelu',
} as const satisfies Record<FusableActivation, string>

const batched = (shape: Shape): number[] => [1, ...shape]
const mutable = ([first, second]: Pair): [number, number] => [first, second]
const explicit = ({ top, bottom, left, right }: Border): Explicit => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
]
const padOf = (padding: Padding) => (typeof padding === 'string' ? padding : explicit(padding))

/** Makes a step callable: uploads its weights through `weights` and fixes its arguments, so that a call is one engine call. */
export function bind(step: Step, weights: BoundWeights): Call {
  const { action, inputShape } = step
  const only = (call: (x: tf.Tensor) => tf.Tensor): Call => {
    return ([x]) => call(x as tf.Tensor)
  }
  const both = (call: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Call => {
    return ([a, b]) => call(a as tf.Tensor, b as tf.Tensor)
  }
  switch (action.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
      return only(
        slide(
          action.kind,
          action,
          weights.hold(action.filter.values, action.filter.shape),
          action.tail,
          weights,
        ),
      )
    case 'dense': {
      const b = weights.hold(action.filter.values, action.filter.shape) as tf.Tensor2D
      const tail = tailArguments(action.tail, weights)
      if (!tail) return only((a) => tf.matMul(a, b))
      return only((a) => tf.fused.matMul({ a: a as tf.Tensor2D, b, ...tail }))
    }
    case 'bias': {
      const bias = weights.hold(action.values, [action.values.count])
      return only((x) => tf.add(x, bias))
    }
    case 'batchNorm': {
      const { mean, variance, offset, scale, epsilon } = action.weights
      const vector = (learnt: Learnt) => weights.hold(learnt, [learnt.count]) as tf.Tensor1D
      const [m, v, o, s] = [vector(mean), vector(variance), vector(offset), vector(scale)]
      return only((x) => tf.batchNorm(x, m, v, o, s, epsilon))
    }
    case 'layerNorm':
      return only(layerNorm(action.weights, weights))
    case 'attention':
      return attention(action.heads, inputShape.at(-1) ?? 1, weights)
    case 'activation': {
      const slopes = action.slopes && weights.hold(action.slopes, [action.slopes.count])
      return only(activationOf(action.name, slopes, weights.constants))
    }
    case 'maxPool':
    case 'avgPool': {
      const pool = action.kind === 'maxPool' ? tf.maxPool : tf.avgPool
      const [kernel, stride, padding] = [
        mutable(action.kernel),
        mutable(action.stride),
        padOf(action.padding),
      ]
      return only((x) => pool(x as tf.Tensor4D, kernel, stride, padding))
    }
    case 'globalAvgPool':
      return only((x) => tf.mean(x, [1, 2], action.keepDims))
    case 'add':
      return both((a, b) => tf.add(a, b))
    case 'mul':
      return both((a, b) => tf.mul(a, b))
    case 'concat':
      return (inputs) => tf.concat([...inputs], inputShape.length)
    case 'slice': {
      const [begin, size] = [[0, ...action.begin], batched(action.size)]
      return only((x) => tf.slice(x, begin, size))
    }
    case 'channelShuffle': {
      const [height = 1, width = 1, channels = 1] = inputShape
      const { groups } = action
      return only((x) => {
        const split = tf.reshape(x, [1, height, width, groups, channels / groups])
        const swapped = tf.transpose(split, [0, 1, 2, 4, 3])
        const joined = tf.reshape(swapped, [1, height, width, channels])
        split.dispose()
        swapped.dispose()
        return joined
      })
    }
    case 'resize': {
      const resize = action.method === 'bilinear' ? tf.image.resizeBilinear : tf.image.resizeNearestNeighbor
      const size = mutable(action.size)
      return only((x) => resize(x as tf.Tensor4D, size))
    }
    case 'pad': {
      const zeros = explicit(action.border)
      return only((x) => tf.pad(x, zeros))
    }
    case 'softmax':
      return only((x) => tf.softmax(x))
    case 'flatten': {
      const shape = batched(step.outputShape)
      return only((x) => tf.reshape(x, shape))
    }
    default:
      return action satisfies never
  }
}

/** Arguments that `tf.fused.*` takes for bias and activation; null where there is neither. */
function tailArguments({ bias, activation, slopes }: Tail, weights: BoundWeights) {
  if (!bias && !activation) return null
  return {
    ...(bias && { bias: weights.hold(bias, [bias.count]) }),
    ...(activation && { activation: tfActivations[activation] }),
    ...(slopes && { preluActivationWeights: weights.hold(slopes, [slopes.count]) }),
    ...(activation === 'leakyRelu' && { leakyreluAlpha: leakyReluSlope }),
  }
}

function slide(
  kind: 'conv2d' | 'depthwiseConv2d',
  { stride, padding, dilation }: Sliding,
  held: tf.Tensor,
  tail: Tail,
  weights: BoundWeights,
): (x: tf.Tensor) => tf.Tensor {
  const filter = held as tf.Tensor4D
  const [strides, pad, dilations] = [mutable(stride), padOf(padding), mutable(dilation)]
  const fusedArguments = tailArguments(tail, weights)
  if (fusedArguments) {
    // The depthwise type leaves explicit padding out; the kernel takes it (both call computeConv2DInfo).
    const depthwise = tf.fused.depthwiseConv2d as typeof tf.fused.conv2d
    const call = kind === 'conv2d' ? tf.fused.conv2d : depthwise
    return (x) =>
      call({ x: x as tf.Tensor4D, filter, strides, pad, dilations, dataFormat: 'NHWC', ...fusedArguments })
  }
  const call = kind === 'conv2d' ? tf.conv2d : tf.depthwiseConv2d
  return (x) => call(x as tf.Tensor4D, filter, strides, pad, 'NHWC', dilations)
}
