import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { roundChannels } from '../blocks/round-channels.ts'
import { classes, classifier, imageInput, type ScalableOptions, type ZooEntry } from './network.ts'
import { networksOfWidths } from './widths.ts'

/** Expansion, filters, repeats, stride of the first. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const

const activation = 'relu6'

interface Variant {
  readonly rounded: (channels: number) => number
  /** A 1x1 convolution in the first unit too, which expands by 1. */
  readonly alwaysExpands: boolean
}

/** Sandler et al. 2018, table 2, without the scores: 1280 features, more where it is wider. */
function features(
  b: Builder,
  { rounded, alwaysExpands }: Variant,
  { size, width = 1 }: ScalableOptions,
): Value {
  let x = b.convNorm(imageInput(b, size), rounded(32 * width), { kernel: 3, stride: 2 }, activation)
  for (const [expansion, filters, repeats, first] of stages)
    for (let unit = 0; unit < repeats; unit++)
      x = invertedResidual(b, x, {
        kernel: 3,
        stride: unit === 0 ? first : 1,
        expanded: expansion * (x.shape.at(-1) ?? 0),
        alwaysExpands,
        filters: rounded(filters * width),
        activation,
      })
  return b.convNorm(x, rounded(1280 * Math.max(1, width)), {}, activation)
}

/** As torchvision has it: channels in multiples of 8, scores with biases. */
export function mobilenetV2({ label = 'mobilenet_v2', ...options }: ScalableOptions = {}): Architecture {
  const b = new Builder(label)
  return b.build(classifier(b, features(b, { rounded: roundChannels, alwaysExpands: false }, options)))
}

/** As pytorchcv has it: channels rounded down, scores by a 1x1 convolution without biases. */
function unbiased(
  alwaysExpands: boolean,
  { label = 'mobilenetv2', ...options }: ScalableOptions,
): Architecture {
  const b = new Builder(label)
  const x = features(b, { rounded: Math.floor, alwaysExpands }, options)
  return b.build(b.flatten(b.conv(b.globalAvgPool(x, { keepDims: true }), classes)))
}

const citation = 'Sandler et al. 2018, arXiv:1801.04381'
const widths = ['w1', 'w3d4', 'wd2', 'wd4'] as const

export const mobilenetV2Networks: readonly ZooEntry[] = [
  { name: 'mobilenet_v2', title: 'MobileNet V2', citation, build: mobilenetV2 },
  ...networksOfWidths({
    name: 'mobilenetv2',
    title: 'MobileNet V2 (pytorchcv)',
    citation,
    widths,
    build: (options) => unbiased(true, options),
  }),
  ...networksOfWidths({
    name: 'mobilenetv2b',
    title: 'MobileNet V2b (pytorchcv)',
    citation,
    widths,
    build: (options) => unbiased(false, options),
  }),
]
