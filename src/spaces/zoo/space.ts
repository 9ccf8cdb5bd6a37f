import type { Architecture } from '../../architecture/graph.ts'
import { randomStream, shuffled } from '../random.ts'
import { defineSpace, type DrawOptions } from '../define-space.ts'
import { knownKey } from '../known-key.ts'
import { sizedKey, splitSize } from '../sized-key.ts'
import type { Drawn } from '../space.ts'
import { nearestName } from './nearest.ts'
import { defaultSize, type ZooEntry } from './network.ts'
import { networks } from './networks.ts'
import { zooFacts } from './facts.ts'

/**
 * The key of a name (or another name of it) and an input size in pixels, as `fromKey` reads it: the usual size, which
 * null stands for, is not written. Neither is checked.
 */
export const zooKey = (name: string, size: number | null): string =>
  sizedKey(name, size ?? defaultSize, defaultSize)

const namesOf = ({ name, aliases = [] }: ZooEntry): readonly string[] => [name, ...aliases]

function build(entry: ZooEntry, size: number): Architecture {
  return entry.build({ size, label: zooKey(entry.name, size) })
}

function parse(key: string): { readonly entry: ZooEntry; readonly size: number } {
  const [name = '', ...options] = key.split(',')
  const entry = networks.find((candidate) => namesOf(candidate).includes(name))
  if (!entry) {
    const nearest = nearestName(name, networks.flatMap(namesOf))
    throw new RangeError(`The zoo has no network "${key}". The nearest name is "${nearest}".`)
  }
  const [option] = options
  if (option === undefined) return { entry, size: defaultSize }
  if (options.length > 1 || !option.startsWith('size='))
    throw new RangeError(`"${key}" is no key of the zoo: after the name only one "size=" may follow.`)
  return { entry, size: splitSize(key, defaultSize, `"${key}" is no key of the zoo`).size }
}

function* draws({ seed, inputSize = defaultSize }: DrawOptions): Generator<Drawn> {
  for (const entry of shuffled(randomStream(seed), networks))
    yield { key: zooKey(entry.name, inputSize), architecture: build(entry, inputSize) }
}

function fromKey(key: string): Architecture {
  const { entry, size } = parse(key)
  return build(entry, size)
}

/** Its own label first; else every network, at the size of its input. */
function* candidates({ label, nodes }: Architecture): Generator<string> {
  yield label
  const [size] = nodes.flatMap(({ operation }) => (operation.kind === 'input' ? operation.shape : []))
  for (const { name } of networks) yield zooKey(name, size ?? null)
}

/**
 * Keys are `resnet18`, or `resnet18,size=96` for another input than 224 pixels (32 to 512). A key may begin with another
 * name of the network; its label, and `keyOf`, have the first.
 */
export const zooSpace = defineSpace({
  ...zooFacts,
  draws,
  fromKey,
  keyOf: (architecture) => knownKey(architecture, candidates(architecture), fromKey),
})
