import { defineSpace, type DrawOptions } from '../define-space.ts'
import { knownKey } from '../known-key.ts'
import { countRange, inputSizeRange, seedRange, type Drawn } from '../space.ts'
import { parseWholeNumber } from '../whole-number.ts'
import { drawnSize, syntheticNetwork, textOf, type SyntheticKey } from './network.ts'
import { depths, syntheticFacts } from './facts.ts'

const form = 'size=224,seed=1,index=0'

function parse(key: string): SyntheticKey {
  const problem = `"${key}" names no synthetic network`
  const parts = /^size=([^,=]*),seed=([^,=]*),index=([^,=]*)(?:,blocks=([^,=]*))?$/.exec(key)
  if (!parts)
    throw new RangeError(
      `${problem}: a key has the form "${form}", with ",blocks=12" where a depth was chosen.`,
    )
  const [, size = '', seed = '', index = '', blocks] = parts
  return {
    size: parseWholeNumber(size, `${problem}: the size`, inputSizeRange),
    seed: parseWholeNumber(seed, `${problem}: the seed`, seedRange),
    index: parseWholeNumber(index, `${problem}: the index`, { from: 0, to: countRange.to - 1 }),
    ...(blocks === undefined ? {} : { blocks: parseWholeNumber(blocks, `${problem}: the depth`, depths) }),
  }
}

function* draws({ seed, inputSize, depth }: DrawOptions): Generator<Drawn> {
  for (let index = 0; index < countRange.to; index++) {
    const size = inputSize ?? drawnSize(seed, index)
    const key = { size, seed, index, ...(depth === undefined ? {} : { blocks: depth }) }
    yield { key: textOf(key), architecture: syntheticNetwork(key) }
  }
}

const fromKey = (key: string) => syntheticNetwork(parse(key))

/**
 * Keys are `size=224,seed=1,index=3`: size 32 to 512, seed 0 to 2^32 - 1, index 0 to 999,999; with `,blocks=12` where a
 * depth was chosen.
 */
export const syntheticSpace = defineSpace({
  ...syntheticFacts,
  draws,
  fromKey,
  keyOf: (architecture) => knownKey(architecture, [architecture.label.replace('synthetic ', '')], fromKey),
})
