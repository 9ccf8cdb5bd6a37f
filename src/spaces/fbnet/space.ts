import type { Architecture } from '../../architecture/graph.ts'
import { readBlocks } from '../blocks/read-bottlenecks.ts'
import { defineSpace, type DrawOptions } from '../define-space.ts'
import { knownKey } from '../known-key.ts'
import { randomStream, uniform } from '../random.ts'
import { inputSizeOf } from '../sized-key.ts'
import { countRange, type Drawn } from '../space.ts'
import { choices, layers, settled, skip, stages } from './choices.ts'
import { keyOf, parseKey } from './key.ts'
import { forms, network } from './network.ts'
import { fbnetFacts } from './facts.ts'

function fromKey(key: string): Architecture {
  const { digits, form, size } = parseKey(key)
  return network(digits, form, size, keyOf({ digits, form, size }))
}

/** Pixels from which the ImageNet form is drawn: the other, which halves the map less, is for small images. */
const leastForImagenet = 128

function* draws({ seed, inputSize = forms.cifar100.size }: DrawOptions): Generator<Drawn> {
  const form = inputSize < leastForImagenet ? 'cifar100' : 'imagenet'
  const seen = new Set<string>()
  for (let index = 0; index < countRange.to; index++) {
    const random = randomStream(seed, index)
    const digits = settled(Array.from({ length: layers }, () => uniform(random, 0, choices.length)).join(''))
    if (seen.has(digits)) continue
    seen.add(digits)
    const key = keyOf({ digits, form, size: inputSize })
    yield { key, architecture: network(digits, form, inputSize, key) }
  }
}

/** Its label, then what its blocks say. */
function* candidates(architecture: Architecture): Generator<string> {
  yield architecture.label
  const blocks = readBlocks(architecture)
  const digits = stages.map(({ layers: count, filters }) =>
    blocks
      .filter((block) => block.filters === filters)
      .map(({ kernel, expansion, groups }) => {
        const choice = choices.findIndex(
          (each) => each.kernel === kernel && each.expansion === expansion && each.groups === groups,
        )
        return choice < 0 ? skip : String(choice)
      })
      .join('')
      .padEnd(count, skip),
  )
  const size = inputSizeOf(architecture)
  for (const form of ['cifar100', 'imagenet'] as const) yield keyOf({ digits: digits.join(''), form, size })
}

/**
 * Keys are 22 digits, one a layer, by the encoding of HELP: the CIFAR-100 form, 32 pixels, 100 classes. `,form=imagenet`
 * is the form of the paper, 224 pixels and 1000 classes; `,size=64` another input (32 to 512 pixels). Skips compute
 * nothing but in the first layer of a stage: in a key they stand at its end, so that a network has one key. `keyOfRow`
 * makes the key of a row of the public table, where they stand anywhere. Draws have the ImageNet form from 128 pixels on.
 */
export const fbnetSpace = defineSpace({
  ...fbnetFacts,
  draws,
  fromKey,
  keyOf: (architecture) => knownKey(architecture, candidates(architecture), fromKey),
})
