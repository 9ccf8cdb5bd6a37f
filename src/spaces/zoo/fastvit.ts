import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { squeezeExcite } from '../blocks/squeeze-excite.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

const activation = 'gelu'
const channelsPerHead = 32

interface Variant {
  /** Channels of the first of four stages; each has twice as many as the one before. */
  readonly width: number
  readonly depths: readonly number[]
  readonly expansion: number
  /** The last stage mixes places by attention, the others by depthwise convolutions. */
  readonly hasAttention: boolean
}

/** 7x7 depthwise, then two 1x1 convolutions. */
function feedForward(b: Builder, x: Value, expansion: number): Value {
  const channels = x.shape.at(-1) ?? 0
  const filtered = b.depthwiseNorm(x, { kernel: 7 })
  const wide = b.activation(b.conv(filtered, expansion * channels, { bias: true }), activation)
  return b.sum(b.conv(wide, channels, { bias: true }), x)
}

function selfAttention(b: Builder, x: Value): Value {
  const channels = x.shape.at(-1) ?? 0
  const projected = b.conv(b.batchNorm(x), 3 * channels)
  const [queries = x, keys = x, values = x] = b.split(projected, [channels, channels, channels])
  const mixed = b.attention(queries, keys, values, channels / channelsPerHead)
  return b.sum(b.conv(mixed, channels, { bias: true }), x)
}

/** Halves the map and doubles the channels. */
function downsample(b: Builder, x: Value): Value {
  const filtered = b.depthwise(x, { kernel: 7, stride: 2, multiplier: 2, bias: true })
  return b.activation(b.conv(filtered, filtered.shape.at(-1) ?? 0, { bias: true }), activation)
}

/**
 * Vasu et al. 2023, table 2, as it runs: branches, sums around depthwise convolutions and learnt scales are part of one
 * convolution with biases each. Attention reads a position encoding: one more depthwise convolution.
 */
function fastvit(variant: Variant, { size, label = 'fastvit' }: ZooOptions): Architecture {
  const { width, depths, expansion, hasAttention } = variant
  const b = new Builder(label)
  let x = b.activation(b.conv(imageInput(b, size), width, { kernel: 3, stride: 2, bias: true }), activation)
  x = b.activation(b.depthwise(x, { stride: 2, bias: true }), activation)
  x = b.activation(b.conv(x, width, { bias: true }), activation)
  for (const [stage, depth] of depths.entries()) {
    const attends = hasAttention && stage === depths.length - 1
    if (stage > 0) x = downsample(b, x)
    if (attends) x = b.depthwise(x, { kernel: 7, bias: true })
    for (let unit = 0; unit < depth; unit++)
      x = b.scope(`stage${stage + 1}/block${unit + 1}`, () =>
        feedForward(b, attends ? selfAttention(b, x) : b.depthwise(x, { bias: true }), expansion),
      )
  }
  const features = b.depthwise(x, { multiplier: 2, bias: true })
  const squeeze = { channels: (features.shape.at(-1) ?? 0) / 16 }
  return b.build(classifier(b, b.activation(squeezeExcite(b, features, squeeze), activation)))
}

const entry = (name: string, title: string, variant: Variant): ZooEntry => ({
  name,
  title,
  citation: 'Vasu et al. 2023, arXiv:2303.14189',
  build: (options) => fastvit(variant, { label: name, ...options }),
})

export const fastvitNetworks: readonly ZooEntry[] = [
  entry('fastvit_t8', 'FastViT T8 (re-parameterised, no attention)', {
    width: 48,
    depths: [2, 2, 4, 2],
    expansion: 3,
    hasAttention: false,
  }),
  entry('fastvit_sa12', 'FastViT SA12 (re-parameterised)', {
    width: 64,
    depths: [2, 2, 6, 2],
    expansion: 4,
    hasAttention: true,
  }),
]
