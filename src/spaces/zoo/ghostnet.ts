import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import type { ActivationName } from '../../architecture/operation.ts'
import { roundChannels } from '../blocks/round-channels.ts'
import { squeezeExcite } from '../blocks/squeeze-excite.ts'
import { classes, imageInput, type ScalableOptions, type ZooEntry } from './network.ts'

/** Kernel, expanded channels, filters, squeeze-and-excite, stride. */
const units = [
  [3, 16, 16, false, 1],
  [3, 48, 24, false, 2],
  [3, 72, 24, false, 1],
  [5, 72, 40, true, 2],
  [5, 120, 40, true, 1],
  [3, 240, 80, false, 2],
  [3, 200, 80, false, 1],
  [3, 184, 80, false, 1],
  [3, 184, 80, false, 1],
  [3, 480, 112, true, 1],
  [3, 672, 112, true, 1],
  [5, 672, 160, true, 2],
  [5, 960, 160, false, 1],
  [5, 960, 160, true, 1],
  [5, 960, 160, false, 1],
  [5, 960, 160, true, 1],
] as const

/** Half of the channels from a 1x1 convolution, the other half from those by a cheap depthwise one. */
function ghost(b: Builder, x: Value, filters: number, activation?: ActivationName): Value {
  const intrinsic = b.convNorm(x, filters / 2, {}, activation)
  return b.concat(intrinsic, b.depthwiseNorm(intrinsic, {}, activation))
}

/**
 * Han et al. 2020, table 1. Where several implementations differ this is pytorchcv's, which the public latency tables
 * were measured with (5,180,840 parameters): the shortcut's depthwise convolution is always 3x3 with an activation, and
 * the 1280 features are batch-normed. (timm's has 5,182,840.)
 */
function ghostnet({ size, width = 1, label = 'ghostnet' }: ScalableOptions = {}): Architecture {
  const b = new Builder(label)
  const scaled = (channels: number) => roundChannels(channels * width, 4)
  let x = b.convNorm(imageInput(b, size), scaled(16), { kernel: 3, stride: 2 }, 'relu')
  for (const [kernel, channels, filters, squeezes, stride] of units)
    x = b.scope('bottleneck', () => {
      const [expanded, out] = [scaled(channels), scaled(filters)]
      let y = ghost(b, x, expanded, 'relu')
      if (stride > 1) y = b.depthwiseNorm(y, { kernel, stride })
      if (squeezes) y = squeezeExcite(b, y, { channels: Math.floor(expanded / 4), gate: 'hardSigmoid' })
      const keepsShape = stride === 1 && x.shape.at(-1) === out
      const past = keepsShape ? x : b.convNorm(b.depthwiseNorm(x, { stride }, 'relu'), out)
      return b.sum(ghost(b, y, out), past)
    })
  x = b.convNorm(x, scaled(960), {}, 'relu')
  const features = b.convNorm(b.globalAvgPool(x, { keepDims: true }), 1280, {}, 'relu')
  return b.build(b.flatten(b.conv(features, classes, { bias: true })))
}

export const ghostnetNetworks: readonly ZooEntry[] = [
  { name: 'ghostnet', title: 'GhostNet', citation: 'Han et al. 2020, arXiv:1911.11907', build: ghostnet },
]
