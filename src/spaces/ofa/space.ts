import type { Architecture } from '../../architecture/graph.ts'
import { readBlocks } from '../blocks/read-bottlenecks.ts'
import { defineSpace, type DrawOptions } from '../define-space.ts'
import { knownKey } from '../known-key.ts'
import { randomStream, uniform, type RandomGenerator } from '../random.ts'
import { inputSizeOf } from '../sized-key.ts'
import { countRange, type Drawn } from '../space.ts'
import { keyOfRow, keyText, options, parseKey, slotsPerStage, stages } from './key.ts'
import { network, stagesOfNetwork } from './network.ts'
import { ofaFacts } from './facts.ts'

const fromKey = (key: string): Architecture => network(parseKey(key))

const digit = (random: RandomGenerator, from: string): string =>
  from[uniform(random, 0, from.length - 1)] ?? ''
const digits = (random: RandomGenerator, count: number, from: string): string =>
  Array.from({ length: count }, () => digit(random, from)).join('')

/** The 25 resolutions of the paper: 128, 132, … 224. */
const drawnResolution = (random: RandomGenerator): number => 128 + 4 * uniform(random, 0, 24)

function* draws({ seed, inputSize }: DrawOptions): Generator<Drawn> {
  const seen = new Set<string>()
  for (let index = 0; index < countRange.to; index++) {
    const random = randomStream(seed, index)
    const kernels = digits(random, stages * slotsPerStage, options.kernels)
    const expansions = digits(random, stages * slotsPerStage, options.expansions)
    const depths = digits(random, stages, options.depths)
    const key = keyOfRow(kernels, expansions, depths, inputSize ?? drawnResolution(random))
    if (seen.has(key)) continue
    seen.add(key)
    yield { key, architecture: fromKey(key) }
  }
}

/** Its label, then what its blocks say. */
function* candidates(architecture: Architecture): Generator<string> {
  yield architecture.label
  const blocks = readBlocks(architecture)
  const read = stagesOfNetwork.map(([filters]) => blocks.filter((block) => block.filters === filters))
  const written = (value: (block: (typeof blocks)[number]) => number | null) =>
    read.map((stage) => stage.map(value).join('').padEnd(slotsPerStage, '0')).join('')
  const resolution = inputSizeOf(architecture)
  yield keyText({
    kernels: written(({ kernel }) => kernel),
    expansions: written(({ expansion }) => expansion),
    depths: read.map((stage) => stage.length).join(''),
    resolution,
  })
}

/**
 * Keys are `ks=…,e=…,d=…,r=224`: 20 kernels (3, 5, 7), 20 expansions (3, 4, 6), 5 depths (2, 3, 4) and the
 * input size (32 to 512). The slots past the depth of their stage have 0; `keyOfRow` makes the key of a row of the
 * public table, where they have digits that mean nothing.
 */
export const ofaSpace = defineSpace({
  ...ofaFacts,
  draws,
  fromKey,
  keyOf: (architecture) => knownKey(architecture, candidates(architecture), fromKey),
})
