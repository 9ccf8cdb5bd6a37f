import * as tf from '@tensorflow/tfjs-core'
import { Builder } from '../../../src/architecture/builder.ts'
import type { Architecture } from '../../../src/architecture/graph.ts'

/** A small network as the lab builds it ... */
export function labNetwork(side: number): Architecture {
  const b = new Builder('plain')
  let x = b.activation(b.conv(b.input([side, side, 3]), 16, { kernel: 3, stride: 2, bias: true }), 'relu6')
  x = b.activation(b.depthwise(x, { bias: true }), 'relu6')
  x = b.activation(b.conv(x, 32, { bias: true }), 'relu6')
  x = b.activation(b.depthwise(x, { stride: 2, bias: true }), 'relu6')
  x = b.activation(b.conv(x, 64, { bias: true }), 'relu6')
  return b.build(b.dense(b.globalAvgPool(x), 10))
}

/** ... and as somebody writes it by hand in TF.js: the same calls, with nothing around them. */
export function plainNetwork(side: number): () => tf.Tensor {
  const weights = (...shape: number[]) =>
    tf.randomNormal<tf.Rank.R4>(shape as [number, number, number, number], 0, 0.2)
  const bias = (channels: number) => tf.zeros<tf.Rank.R1>([channels])
  const image = tf.randomNormal<tf.Rank.R4>([1, side, side, 3])
  const [f1, f2, f3, f4, f5] = [
    weights(3, 3, 3, 16),
    weights(3, 3, 16, 1),
    weights(1, 1, 16, 32),
    weights(3, 3, 32, 1),
    weights(1, 1, 32, 64),
  ]
  const [b1, b2, b3, b4, b5] = [bias(16), bias(16), bias(32), bias(32), bias(64)]
  const [head, headBias] = [tf.randomNormal<tf.Rank.R2>([64, 10]), bias(10)]
  const conv = (x: tf.Tensor4D, filter: tf.Tensor4D, b: tf.Tensor, strides: number) =>
    tf.fused.conv2d({ x, filter, strides, pad: 'same', bias: b, activation: 'relu6' })
  const depthwise = (x: tf.Tensor4D, filter: tf.Tensor4D, b: tf.Tensor, strides: number) =>
    tf.fused.depthwiseConv2d({ x, filter, strides, pad: 'same', bias: b, activation: 'relu6' })
  return () =>
    tf.tidy(() => {
      let x = conv(image, f1, b1, 2)
      x = depthwise(x, f2, b2, 1)
      x = conv(x, f3, b3, 1)
      x = depthwise(x, f4, b4, 2)
      x = conv(x, f5, b5, 1)
      return tf.fused.matMul({ a: tf.mean<tf.Tensor2D>(x, [1, 2]), b: head, bias: headBias })
    })
}
