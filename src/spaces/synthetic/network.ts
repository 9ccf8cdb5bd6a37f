import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { randomStream, uniform, type RandomGenerator } from '../random.ts'
import { blocks, toMultiple } from './blocks.ts'
import { ranges } from './ranges.ts'

export interface SyntheticKey {
  /** Height and width of the input, pixels. */
  readonly size: number
  readonly seed: number
  /** Number of the network among those of its seed, from 0. */
  readonly index: number
  /** Depth that was asked for. @default drawn, 9 to 11 */
  readonly blocks?: number
}

/** One network has one spelling: the depth stands in the key exactly where it was asked for. */
export const textOf = ({ size, seed, index, blocks }: SyntheticKey): string =>
  `size=${size},seed=${seed},index=${index}${blocks === undefined ? '' : `,blocks=${blocks}`}`

/**
 * The two streams of a network: its size is drawn apart, so that the same blocks can be built at another size. A depth
 * that is asked for has streams of its own: else blocks=10 would be a second name of each network that drew 10.
 */
const purpose = { size: 1, blocks: 2 } as const

/** The input size of a network where none is asked for. */
export const drawnSize = (seed: number, index: number): number =>
  ranges.network.inputSize.draw(randomStream(seed, index, purpose.size))

/** Channels after 1, 2, … 5 halvings of the input. */
const channelRanges = [
  ranges.network.channelsAtHalf,
  ranges.network.channelsAtQuarter,
  ranges.network.channelsAtEighth,
  ranges.network.channelsAt16th,
  ranges.network.channelsAt32nd,
]

/**
 * Stem with stride 2; blocks, four of which halve the map; 1x1 convolution, global mean, 1000 classes.
 * All paddings are `same`, so every size is valid: a map of one pixel stays one pixel.
 */
export function syntheticNetwork(key: SyntheticKey): Architecture {
  const { size, seed, index, blocks: depth } = key
  const random = randomStream(seed, index, purpose.blocks, ...(depth === undefined ? [] : [depth]))
  const b = new Builder(`synthetic ${textOf(key)}`)
  const multiple = ranges.network.channelMultiple.draw(random)
  const channelsAfter = (halvings: number) =>
    toMultiple(channelRanges[halvings - 1]?.draw(random) ?? 1, multiple)

  const { stem, head } = ranges
  let x = b.input([size, size, 3])
  x = b.convNorm(
    x,
    channelsAfter(1),
    { kernel: stem.kernel.draw(random), stride: stem.stride.draw(random) },
    stem.activation.draw(random),
  )
  let halvings = 1
  for (const [number, halves] of halvingBlocks(
    random,
    depth ?? ranges.network.blocks.draw(random),
  ).entries()) {
    const kind = ranges.network.kind.draw(random)
    if (halves) halvings++
    const keeps = !halves && ranges.network.keepsChannels.draw(random)
    const filters = keeps ? (x.shape.at(-1) ?? 1) : channelsAfter(halvings)
    x = b.scope(`block${number + 1}/${kind}`, () =>
      blocks[kind](b, x, random, { filters, stride: halves ? 2 : 1, multiple }),
    )
  }
  x = b.convNorm(x, toMultiple(head.channels.draw(random), multiple), {}, head.activation.draw(random))
  return b.build(b.dense(b.globalAvgPool(x), head.classes.draw(random)))
}

/** For each of `count` blocks whether it halves the map. */
function halvingBlocks(random: RandomGenerator, count: number): boolean[] {
  let open = ranges.network.halvings.draw(random)
  return Array.from({ length: count }, (_, block) => {
    const halves = uniform(random, 1, count - block) <= open
    if (halves) open--
    return halves
  })
}
