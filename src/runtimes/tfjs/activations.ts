import { leakyReluSlope, type ActivationName } from '../../architecture/operation.ts'
import * as tf from './engine.ts'

type Unary = (x: tf.Tensor) => tf.Tensor

/** Applies `steps` one after another and frees what lies between. */
const chain =
  (...steps: readonly Unary[]): Unary =>
  (x) => {
    let value = x
    for (const step of steps) {
      const next = step(value)
      if (value !== x) value.dispose()
      value = next
    }
    return value
  }

/** x times gate(x). */
const gated =
  (gate: Unary): Unary =>
  (x) => {
    const factor = gate(x)
    const product = tf.mul(x, factor)
    factor.dispose()
    return product
  }

/** Constants of the composed activations, made once a network so that no run uploads anything. */
export interface Constants {
  readonly three: tf.Tensor
  readonly sixth: tf.Tensor
  readonly half: tf.Tensor
  readonly one: tf.Tensor
  readonly rootHalf: tf.Tensor
}

export const makeConstants = (): Constants => ({
  three: tf.tensor(3),
  sixth: tf.tensor(1 / 6),
  half: tf.tensor(0.5),
  one: tf.tensor(1),
  rootHalf: tf.tensor(Math.SQRT1_2),
})

/** The kernels of an activation that is not inside another kernel. */
export function activationOf(name: ActivationName, slopes: tf.Tensor | null, constants: Constants): Unary {
  const hardSigmoid = chain(
    (x) => tf.add(x, constants.three),
    (x) => tf.relu6(x),
    (x) => tf.mul(x, constants.sixth),
  )
  switch (name) {
    case 'relu':
      return (x) => tf.relu(x)
    case 'relu6':
      return (x) => tf.relu6(x)
    case 'leakyRelu':
      return (x) => tf.leakyRelu(x, leakyReluSlope)
    case 'prelu':
      if (!slopes) throw new TypeError('prelu needs slopes.')
      return (x) => tf.prelu(x, slopes)
    case 'elu':
      return (x) => tf.elu(x)
    case 'sigmoid':
      return (x) => tf.sigmoid(x)
    case 'tanh':
      return (x) => tf.tanh(x)
    case 'hardSigmoid':
      return hardSigmoid
    case 'swish':
      return gated((x) => tf.sigmoid(x))
    case 'hardSwish':
      return gated(hardSigmoid)
    case 'gelu':
      // x (1 + erf(x / sqrt 2)) / 2
      return gated(
        chain(
          (x) => tf.mul(x, constants.rootHalf),
          (x) => tf.erf(x),
          (x) => tf.add(x, constants.one),
          (x) => tf.mul(x, constants.half),
        ),
      )
    default:
      return name satisfies never
  }
}
