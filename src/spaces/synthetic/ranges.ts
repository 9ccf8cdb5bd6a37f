import type { ActivationName } from '../../architecture/operation.ts'
import { depths } from './facts.ts'
import { between, choice, fixed, type Range } from './range.ts'

export type BlockKind = 'convolution' | 'separable' | 'bottleneck' | 'pooling' | 'splitConcat'

const activation = choice<ActivationName>(
  'activation',
  ['relu', 4],
  ['relu6', 3],
  ['hardSwish', 2],
  ['swish', 1],
  ['leakyRelu', 1],
)
const depthwiseKernel = choice('kernel of the depthwise convolution', [3, 3], [5, 2], [7, 1])

/**
 * Every parameter of a synthetic network: the one table that the generator draws from and that METHODS.md shows.
 * The kinds of blocks and their number are those of Li, Paolieri and Golubchik (ICPE 2023); the ranges of their
 * generator are not public. These are our own, chosen so that FLOPs and size at 224 pixels are spread as in the
 * published table of their 1000 networks.
 */
export const ranges = {
  network: {
    inputSize: choice(
      'height and width of the input in pixels, where none is asked for',
      [224, 1],
      [192, 1],
      [160, 1],
      [128, 1],
    ),
    blocks: between(
      `blocks between stem and head, where no depth of ${depths.from} to ${depths.to} is asked for`,
      9,
      11,
    ),
    halvings: fixed('blocks that halve the map with stride 2: any so many of them, all sets alike', 4),
    kind: choice<BlockKind>(
      'kind of each block',
      ['convolution', 3],
      ['separable', 2],
      ['bottleneck', 3],
      ['pooling', 1],
      ['splitConcat', 2],
    ),
    channelMultiple: choice('channels are rounded to a multiple of', [8, 5], [4, 2], [2, 1], [1, 1]),
    keepsChannels: choice('a block that keeps the resolution keeps the channels too', [true, 1], [false, 1]),
    channelsAtHalf: between('channels of a block at 1/2 of the input size', 16, 64),
    channelsAtQuarter: between('channels of a block at 1/4', 24, 128),
    channelsAtEighth: between('channels of a block at 1/8', 48, 224),
    channelsAt16th: between('channels of a block at 1/16', 80, 432),
    channelsAt32nd: between('channels of a block at 1/32', 208, 560),
  },
  stem: {
    kernel: choice('kernel of the first convolution', [3, 3], [5, 1], [7, 1]),
    stride: fixed('stride', 2),
    activation,
  },
  convolution: {
    kernel: choice('kernel', [1, 3], [3, 4], [5, 2], [7, 1]),
    groups: choice('groups, halved until they divide the channels', [1, 6], [2, 1], [4, 1], [8, 1]),
    activation,
  },
  separable: { kernel: depthwiseKernel, activation },
  bottleneck: {
    kernel: depthwiseKernel,
    expansion: choice('expansion of the channels', [1, 1], [3, 2], [4, 1], [6, 2]),
    activation,
    squeezes: choice('squeeze-and-excite', [true, 1], [false, 1]),
    squeezeReduction: choice('squeeze-and-excite: the channels are divided by', [4, 3], [8, 1]),
    squeezeActivation: fixed<ActivationName>('squeeze-and-excite: activation', 'relu'),
    gate: choice<ActivationName>('squeeze-and-excite: gate', ['sigmoid', 1], ['hardSigmoid', 1]),
  },
  pooling: {
    kind: choice<'maxPool' | 'avgPool'>('kind', ['maxPool', 1], ['avgPool', 1]),
    kernel: choice('kernel', [2, 1], [3, 2], [5, 1]),
  },
  splitConcat: {
    parts: choice('parts that the channels are cut into', [2, 2], [3, 1], [4, 2]),
    kernel: choice('kernel of the convolution of each part', [1, 2], [3, 3], [5, 1]),
    activation,
  },
  head: {
    channels: between('channels of the last 1x1 convolution', 1200, 1800),
    activation,
    classes: fixed('classes', 1000),
  },
} as const

const titles: { readonly [Part in keyof typeof ranges]: string } = {
  network: 'network',
  stem: 'stem',
  convolution: 'convolution',
  separable: 'depthwise separable',
  bottleneck: 'linear bottleneck',
  pooling: 'pooling',
  splitConcat: 'split and concat',
  head: 'head',
}

/** The table of ranges in Markdown, as METHODS.md shows it. */
export function rangesMarkdown(): string {
  const parts: Readonly<Record<string, Readonly<Record<string, Range<unknown>>>>> = ranges
  const rows = Object.entries(titles).flatMap(([part, title]) =>
    Object.values(parts[part] ?? {}).map(
      ({ meaning, text, distribution }) => `| ${title} | ${meaning} | ${text} | ${distribution} |`,
    ),
  )
  return ['| part | parameter | range | distribution |', '|---|---|---|---|', ...rows].join('\n')
}
