import { defineSpace, type DrawOptions } from '../define-space.ts'
import { knownKey } from '../known-key.ts'
import { countRange, inputSizeRange, seedRange, type Drawn } from '../space.ts'
import { parseWholeNumber } from '../whole-number.ts'
import { drawnSize, syntheticNetwork, type SyntheticKey } from './network.ts'

const form = 'size=224,seed=1,index=0'

const keyOf = ({ size, seed, index }: SyntheticKey): string => `size=${size},seed=${seed},index=${index}`

function parse(key: string): SyntheticKey {
  const problem = `"${key}" names no synthetic network`
  const parts = /^size=([^,=]*),seed=([^,=]*),index=([^,=]*)$/.exec(key)
  if (!parts) throw new RangeError(`${problem}: a key has the form "${form}".`)
  const [, size = '', seed = '', index = ''] = parts
  return {
    size: parseWholeNumber(size, `${problem}: the size`, inputSizeRange),
    seed: parseWholeNumber(seed, `${problem}: the seed`, seedRange),
    index: parseWholeNumber(index, `${problem}: the index`, { from: 0, to: countRange.to - 1 }),
  }
}

function* draws({ seed, inputSize }: DrawOptions): Generator<Drawn> {
  for (let index = 0; index < countRange.to; index++) {
    const key = { size: inputSize ?? drawnSize(seed, index), seed, index }
    yield { key: keyOf(key), architecture: syntheticNetwork(key) }
  }
}

const fromKey = (key: string) => syntheticNetwork(parse(key))

/** Keys are `size=224,seed=1,index=3`: size 32 to 512, seed 0 to 2^32 - 1, index 0 to 999,999. */
export const syntheticSpace = defineSpace({
  name: 'synthetic',
  title: 'Synthetic networks',
  sentence: 'Random networks of 9 to 11 blocks: convolutions, bottlenecks, pooling and splits of many sizes.',
  citation:
    'Z. Li, M. Paolieri, L. Golubchik: Predicting Inference Latency of Neural Architectures on Mobile Devices. ICPE 2023.',
  size: null,
  depths: null,
  draws,
  fromKey,
  keyOf: (architecture) => knownKey(architecture, [architecture.label.replace('synthetic ', '')], fromKey),
})
