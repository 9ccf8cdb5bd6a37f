import { Learnt } from '../learnt.ts'
import type { LayerNormWeights } from '../weights.ts'
import type { BoundWeights } from './bound-weights.ts'
import * as tf from './engine.ts'

/** Operations that TF.js has no kernel for, made of those that it has, as a converted model runs them. */

const constant = (value: number): Learnt => new Learnt(1, () => Float32Array.of(value))

/** (x - mean) / sqrt(variance + epsilon) · scale + offset over the last axis. */
export function layerNorm(norm: LayerNormWeights, weights: BoundWeights): (x: tf.Tensor) => tf.Tensor {
  const vector = (learnt: Learnt) => weights.hold(learnt, [learnt.count])
  const [scale, offset, epsilon] = [
    vector(norm.scale),
    vector(norm.offset),
    weights.hold(constant(norm.epsilon), []),
  ]
  return (x) => {
    const mean = tf.mean(x, -1, true)
    const centred = tf.sub(x, mean)
    const square = tf.mul(centred, centred)
    const variance = tf.mean(square, -1, true)
    const shifted = tf.add(variance, epsilon)
    const factor = tf.rsqrt(shifted)
    const normal = tf.mul(centred, factor)
    const scaled = tf.mul(normal, scale)
    const result = tf.add(scaled, offset)
    for (const value of [mean, centred, square, variance, shifted, factor, normal, scaled]) value.dispose()
    return result
  }
}

/** softmax(Q Kᵀ / sqrt(d)) V in each head; maps are [1, height, width, channels], their places the tokens. */
export function attention(
  heads: number,
  channels: number,
  weights: BoundWeights,
): (inputs: readonly tf.Tensor[]) => tf.Tensor {
  const scale = weights.hold(constant(1 / Math.sqrt(channels / heads)), [])
  return (inputs) => {
    const [queries, keys, values] = inputs.map((map) => headsOf(map, heads))
    if (!queries || !keys || !values) throw new TypeError('attention reads queries, keys and values.')
    const products = tf.matMul(queries, keys, false, true)
    const scores = tf.mul(products, scale)
    const shares = tf.softmax(scores)
    const mixed = tf.matMul(shares, values)
    const tokens = tf.transpose(mixed, [1, 0, 2])
    const [, height = 1, width = 1] = inputs[0]?.shape ?? []
    const result = tf.reshape(tokens, [1, height, width, (tokens.shape[1] ?? 1) * (tokens.shape[2] ?? 1)])
    for (const value of [queries, keys, values, products, scores, shares, mixed, tokens]) value.dispose()
    return result
  }
}

/** [1, height, width, channels] as [heads, places, channels of a head]. */
function headsOf(map: tf.Tensor, heads: number): tf.Tensor {
  const [, height = 1, width = 1, channels = 1] = map.shape
  const split = tf.reshape(map, [height * width, heads, channels / heads])
  const result = tf.transpose(split, [1, 0, 2])
  split.dispose()
  return result
}
