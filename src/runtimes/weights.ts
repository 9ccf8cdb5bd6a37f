import type { Node, Shape } from '../architecture/graph.ts'
import { elementsOf } from '../architecture/shapes.ts'
import { Learnt } from './learnt.ts'

/**
 * Made-up weights. Latency does not depend on their values, correctness checks do: they must be the same on every
 * backend, keep signals in range through hundreds of layers, and be quick to make (25 million for ResNet-50). So one
 * table of normal values, made once, is read from a place that depends on the seed.
 */
const tableSize = 2 ** 16

let table: Float32Array | undefined

/** Values of a standard normal distribution, by Marsaglia's polar method over an LCG (Numerical Recipes). */
function normalTable(): Float32Array {
  if (table) return table
  table = new Float32Array(tableSize)
  let state = 1
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  }
  for (let i = 0; i < tableSize;) {
    const [u, v] = [uniform(), uniform()]
    const square = u * u + v * v
    if (square >= 1 || square === 0) continue
    table[i++] = u * Math.sqrt((-2 * Math.log(square)) / square)
  }
  return table
}

/** `count` normal values times `scale`, from the place of the table that `seed` names. */
export function normalValues(count: number, seed: number, scale: number): Float32Array {
  const source = normalTable()
  const values = new Float32Array(count)
  // A prime stride between seeds, so that neighbouring tensors do not begin alike.
  const begin = (seed * 7919) % tableSize
  for (let i = 0; i < count; i++) values[i] = scale * (source[(begin + i) % tableSize] ?? 0)
  return values
}

/** Normal values, made when they are needed. */
const normal = (count: number, seed: number, scale: number): Learnt =>
  new Learnt(count, () => normalValues(count, seed, scale))

/** Positive values around 1: 1 + scale |normal|. */
const aroundOne = (count: number, seed: number, scale: number): Learnt =>
  normal(count, seed, scale).map((value) => 1 + Math.abs(value))

export interface ConvolutionWeights {
  /** [height, width, channels in, channels out], depthwise [height, width, channels, multiplier], dense [in, out]. */
  readonly filter: Learnt
  readonly filterShape: readonly number[]
  /** One per output channel; null where the node has none. */
  readonly bias: Learnt | null
}

/**
 * Weights of a conv2d (per group), depthwiseConv2d or dense node. He initialisation: the variance of a signal
 * neither grows nor dies on its way through relu layers.
 */
export function convolutionWeights(node: Node, input: Shape, seed: number): ConvolutionWeights {
  const { operation } = node
  const channels = input.at(-1) ?? 0
  const make = (
    filterShape: readonly number[],
    fanIn: number,
    outputs: number,
    bias: boolean,
  ): ConvolutionWeights => ({
    filter: normal(elementsOf(filterShape), seed, Math.sqrt(2 / fanIn)),
    filterShape,
    bias: bias ? normal(outputs, seed + 1, 0.05) : null,
  })
  switch (operation.kind) {
    case 'conv2d': {
      const [high, wide] = operation.kernel
      const read = channels / operation.groups
      return make(
        [high, wide, read, operation.filters],
        high * wide * read,
        operation.filters,
        operation.bias,
      )
    }
    case 'depthwiseConv2d': {
      const [high, wide] = operation.kernel
      const outputs = channels * operation.multiplier
      return make([high, wide, channels, operation.multiplier], high * wide, outputs, operation.bias)
    }
    case 'dense':
      return make([channels, operation.units], channels, operation.units, operation.bias)
    default:
      throw new TypeError(`${operation.kind} has no convolution weights.`)
  }
}

export interface BatchNormWeights {
  readonly mean: Learnt
  readonly variance: Learnt
  readonly offset: Learnt
  readonly scale: Learnt
  readonly epsilon: number
}

/** Statistics near those of a trained network: mean about 0, variance and scale about 1. */
export const batchNormWeights = (channels: number, epsilon: number, seed: number): BatchNormWeights => ({
  mean: normal(channels, seed, 0.05),
  variance: aroundOne(channels, seed + 1, 0.2),
  offset: normal(channels, seed + 2, 0.05),
  scale: normal(channels, seed + 3, 0.1).map((value) => 0.9 + value),
  epsilon,
})

export interface LayerNormWeights {
  readonly scale: Learnt
  readonly offset: Learnt
  readonly epsilon: number
}

/** Scale about 1, offset about 0. */
export const layerNormWeights = (channels: number, epsilon: number, seed: number): LayerNormWeights => ({
  scale: normal(channels, seed, 0.1).map((value) => 0.9 + value),
  offset: normal(channels, seed + 1, 0.05),
  epsilon,
})

/**
 * The convolution that gives the same result as `weights` followed by `norm`:
 * filter * k and (bias - mean) * k + offset, with k = scale / sqrt(variance + epsilon).
 */
export function foldBatchNorm(weights: ConvolutionWeights, norm: BatchNormWeights): ConvolutionWeights {
  const outputs = norm.mean.count
  const factor = new Learnt(outputs, () => {
    const variance = norm.variance.values()
    return norm.scale
      .values()
      .map((scale, channel) => scale / Math.sqrt((variance[channel] ?? 0) + norm.epsilon))
  })
  const filter = weights.filter.map((value, index) => value * (factor.values()[index % outputs] ?? 0))
  const bias = new Learnt(outputs, () => {
    const [before, mean, factors] = [weights.bias?.values(), norm.mean.values(), factor.values()]
    return norm.offset
      .values()
      .map(
        (offset, channel) =>
          offset + ((before?.[channel] ?? 0) - (mean[channel] ?? 0)) * (factors[channel] ?? 0),
      )
  })
  return { filter, filterShape: weights.filterShape, bias }
}

/** The resident input: normal values, the same for the same shape. */
export const inputValues = (shape: Shape): Float32Array => normalValues(elementsOf(shape), 12345, 1)

/** Slopes of a prelu: around 0.25, where training starts. */
export const preluSlopes = (channels: number, seed: number): Learnt =>
  normal(channels, seed, 0.05).map((value) => 0.25 + value)
