import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import type { ActivationName } from '../../architecture/operation.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { roundChannels } from '../blocks/round-channels.ts'
import { classes, imageInput, type ScalableOptions, type ZooEntry } from './network.ts'
import { networksOfWidths } from './widths.ts'

/** Kernel, expanded channels, filters, squeeze-and-excite, activation, stride. */
type Unit = readonly [number, number, number, boolean, ActivationName, number]

const large: readonly Unit[] = [
  [3, 16, 16, false, 'relu', 1],
  [3, 64, 24, false, 'relu', 2],
  [3, 72, 24, false, 'relu', 1],
  [5, 72, 40, true, 'relu', 2],
  [5, 120, 40, true, 'relu', 1],
  [5, 120, 40, true, 'relu', 1],
  [3, 240, 80, false, 'hardSwish', 2],
  [3, 200, 80, false, 'hardSwish', 1],
  [3, 184, 80, false, 'hardSwish', 1],
  [3, 184, 80, false, 'hardSwish', 1],
  [3, 480, 112, true, 'hardSwish', 1],
  [3, 672, 112, true, 'hardSwish', 1],
  [5, 672, 160, true, 'hardSwish', 2],
  [5, 960, 160, true, 'hardSwish', 1],
  [5, 960, 160, true, 'hardSwish', 1],
]

const small: readonly Unit[] = [
  [3, 16, 16, true, 'relu', 2],
  [3, 72, 24, false, 'relu', 2],
  [3, 88, 24, false, 'relu', 1],
  [5, 96, 40, true, 'hardSwish', 2],
  [5, 240, 40, true, 'hardSwish', 1],
  [5, 240, 40, true, 'hardSwish', 1],
  [5, 120, 48, true, 'hardSwish', 1],
  [5, 144, 48, true, 'hardSwish', 1],
  [5, 288, 96, true, 'hardSwish', 2],
  [5, 576, 96, true, 'hardSwish', 1],
  [5, 576, 96, true, 'hardSwish', 1],
]

/** From the map of the last unit to scores: torchvision and pytorchcv do not share it. */
type Head = (b: Builder, x: Value, width: number) => Value

/** Howard et al. 2019, tables 1 and 2, with squeeze channels of a quarter in multiples of 8. */
function mobilenetV3(
  units: readonly Unit[],
  head: Head,
  { size, width = 1, label = 'mobilenet_v3' }: ScalableOptions,
): Architecture {
  const b = new Builder(label)
  const scaled = (channels: number) => roundChannels(channels * width)
  let x = b.convNorm(imageInput(b, size), scaled(16), { kernel: 3, stride: 2 }, 'hardSwish')
  for (const [kernel, channels, filters, squeezes, activation, stride] of units) {
    const expanded = scaled(channels)
    const options = { kernel, stride, expanded, filters: scaled(filters), activation }
    const squeeze = { channels: roundChannels(expanded / 4), gate: 'hardSigmoid' } as const
    x = invertedResidual(b, x, squeezes ? { ...options, squeeze } : options)
  }
  return b.build(head(b, x, width))
}

const torchvision =
  (features: number): Head =>
  (b, x, width) => {
    const mean = b.globalAvgPool(b.convNorm(x, 6 * (x.shape.at(-1) ?? 0), {}, 'hardSwish'))
    return b.dense(b.activation(b.dense(mean, roundChannels(features * width)), 'hardSwish'), classes)
  }

/** Narrow networks keep the last map of width 1, and all keep 1280 features, which have no biases. */
const pytorchcv =
  (lastMap: number): Head =>
  (b, x, width) => {
    const last = b.convNorm(x, roundChannels(lastMap * Math.max(1, width)), {}, 'hardSwish')
    const features = b.activation(b.conv(b.globalAvgPool(last, { keepDims: true }), 1280), 'hardSwish')
    return b.flatten(b.conv(features, classes, { bias: true }))
  }

const citation = 'Howard et al. 2019, arXiv:1905.02244'
const widths = ['w1', 'w3d4', 'w5d4', 'w7d20', 'wd2'] as const

export const mobilenetV3Networks: readonly ZooEntry[] = [
  {
    name: 'mobilenet_v3_large',
    title: 'MobileNet V3 Large',
    citation,
    build: (options) => mobilenetV3(large, torchvision(1280), { label: 'mobilenet_v3_large', ...options }),
  },
  {
    name: 'mobilenet_v3_small',
    title: 'MobileNet V3 Small',
    citation,
    build: (options) => mobilenetV3(small, torchvision(1024), { label: 'mobilenet_v3_small', ...options }),
  },
  ...networksOfWidths({
    name: 'mobilenetv3_large',
    title: 'MobileNet V3 Large (pytorchcv)',
    citation,
    widths,
    build: (options) => mobilenetV3(large, pytorchcv(960), options),
  }),
  ...networksOfWidths({
    name: 'mobilenetv3_small',
    title: 'MobileNet V3 Small (pytorchcv)',
    citation,
    widths,
    build: (options) => mobilenetV3(small, pytorchcv(576), options),
  }),
]
