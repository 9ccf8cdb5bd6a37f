import type { Architecture } from '../../architecture/graph.ts'
import { readBlocks } from '../blocks/read-bottlenecks.ts'
import { defineSpace, type DrawOptions } from '../define-space.ts'
import { knownKey } from '../known-key.ts'
import { randomStream, uniform } from '../random.ts'
import { inputSizeOf } from '../sized-key.ts'
import { countRange, type Drawn } from '../space.ts'
import { choices, settled, skip, stages, widths, widthsNames } from './choices.ts'
import { keyOf, parseKey, usualSize } from './key.ts'
import { network } from './network.ts'
import { proxylessnasFacts } from './facts.ts'

const fromKey = (key: string): Architecture => network(parseKey(key))

function* draws({ seed, inputSize = usualSize }: DrawOptions): Generator<Drawn> {
  const seen = new Set<string>()
  for (let index = 0; index < countRange.to; index++) {
    const random = randomStream(seed, index)
    const digits = stages.map((count) =>
      Array.from({ length: count }, (_, layer) =>
        uniform(random, 0, choices.length - (layer === 0 ? 1 : 0)),
      ).join(''),
    )
    const key = keyOf({ digits: settled(digits.join('')), widths: 'mobile', size: inputSize })
    if (seen.has(key)) continue
    seen.add(key)
    yield { key, architecture: fromKey(key) }
  }
}

/** Its label, then what its bottlenecks say. */
function* candidates(architecture: Architecture): Generator<string> {
  yield architecture.label
  const blocks = readBlocks(architecture)
  const size = inputSizeOf(architecture)
  for (const name of widthsNames) {
    const digits = stages.map((count, stage) =>
      blocks
        .filter((block) => block.filters === widths[name].stages[stage])
        .map(({ kernel, expansion }) =>
          choices.findIndex((each) => each.kernel === kernel && each.expansion === expansion),
        )
        .join('')
        .padEnd(count, skip),
    )
    yield keyOf({ digits: digits.join(''), widths: name, size })
  }
}

/**
 * Keys are 21 digits, one a layer: 0 to 5 bottlenecks with kernels of 3, 5, 7 and expansions of 3 and 6, 6 a skip;
 * then `,widths=cpu` or `,widths=gpu` for the channels of another published network than the mobile one, and `,size=96`
 * for another input than 224 pixels (32 to 512). Skips stand at the end of their stage.
 */
export const proxylessnasSpace = defineSpace({
  ...proxylessnasFacts,
  draws,
  fromKey,
  keyOf: (architecture) => knownKey(architecture, candidates(architecture), fromKey),
})
