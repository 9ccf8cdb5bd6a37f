import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ScalableOptions, type ZooEntry } from './network.ts'
import { networksOfWidths } from './widths.ts'

/** Filters and stride of each depthwise separable convolution. */
type Unit = readonly [number, number]

const deep = (count: number): readonly Unit[] => Array.from({ length: count }, () => [512, 1] as const)

/** Howard et al. 2017, table 1. */
const units: readonly Unit[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...deep(5),
  [1024, 2],
  [1024, 1],
]

/** Qin et al. 2018, table 1: the map is halved five times in the first six convolutions. */
const fastUnits: readonly Unit[] = [
  [64, 2],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...deep(4),
  [1024, 1],
]

interface Variant {
  readonly units: readonly Unit[]
  /** Batch norm and activation between depthwise and 1x1 convolution. */
  readonly normalisesDepthwise: boolean
}

function separable(
  variant: Variant,
  { size, width = 1, label = 'mobilenet' }: ScalableOptions,
): Architecture {
  const b = new Builder(label)
  const scaled = (filters: number) => Math.floor(filters * width)
  let x = b.convNorm(imageInput(b, size), scaled(32), { kernel: 3, stride: 2 }, 'relu')
  for (const [filters, stride] of variant.units) {
    const filtered = variant.normalisesDepthwise
      ? b.depthwiseNorm(x, { stride }, 'relu')
      : b.depthwise(x, { stride })
    x = b.convNorm(filtered, scaled(filters), {}, 'relu')
  }
  return b.build(classifier(b, x))
}

const howard = 'Howard et al. 2017, arXiv:1704.04861'
const widths = ['w1', 'w3d4', 'wd2', 'wd4'] as const

export const mobilenetV1Networks: readonly ZooEntry[] = [
  ...networksOfWidths({
    name: 'mobilenet',
    aliases: ['mobilenet_v1'],
    title: 'MobileNet V1',
    citation: howard,
    widths,
    build: (options) => separable({ units, normalisesDepthwise: true }, options),
  }),
  ...networksOfWidths({
    name: 'mobilenetb',
    title: 'MobileNet V1 without norm after depthwise',
    citation: howard,
    widths,
    build: (options) => separable({ units, normalisesDepthwise: false }, options),
  }),
  ...networksOfWidths({
    name: 'fdmobilenet',
    title: 'FD-MobileNet',
    citation: 'Qin et al. 2018, arXiv:1802.03750',
    widths,
    build: (options) => separable({ units: fastUnits, normalisesDepthwise: true }, options),
  }),
]
