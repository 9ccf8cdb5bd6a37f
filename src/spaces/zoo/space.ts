import type { Architecture } from '../../architecture/graph.ts'
import { randomStream, shuffled } from '../random.ts'
import { inputSizeRange, requireSampleOptions, type Drawn, type SampleOptions, type Space } from '../space.ts'
import { parseWholeNumber } from '../whole-number.ts'
import { nearestName } from './nearest.ts'
import { defaultSize, type ZooEntry } from './network.ts'
import { networks } from './networks.ts'

const keyOf = (name: string, size: number): string => (size === defaultSize ? name : `${name},size=${size}`)

function build(entry: ZooEntry, size: number): Architecture {
  return entry.build({ size, label: keyOf(entry.name, size) })
}

function parse(key: string): { readonly entry: ZooEntry; readonly size: number } {
  const [name = '', ...options] = key.split(',')
  const entry = networks.find((candidate) => candidate.name === name)
  if (!entry) {
    const nearest = nearestName(
      name,
      networks.map((candidate) => candidate.name),
    )
    throw new RangeError(`The zoo has no network "${key}". The nearest name is "${nearest}".`)
  }
  const [option] = options
  if (option === undefined) return { entry, size: defaultSize }
  if (options.length > 1 || !option.startsWith('size='))
    throw new RangeError(`"${key}" is no key of the zoo: after the name only one "size=" may follow.`)
  const what = `"${key}" is no key of the zoo: the size`
  return { entry, size: parseWholeNumber(option.slice('size='.length), what, inputSizeRange) }
}

function* draws({ seed, count, inputSize = defaultSize }: SampleOptions): Generator<Drawn> {
  for (const entry of shuffled(randomStream(seed), networks).slice(0, count))
    yield { key: keyOf(entry.name, inputSize), architecture: build(entry, inputSize) }
}

/** Keys are `mobilenet_v2`, or `mobilenet_v2,size=96` for another input than 224 pixels (32 to 512). */
export const zooSpace: Space = {
  name: 'zoo',
  title: 'Well-known networks',
  sentence: 'Published networks for images, from MobileNet to DenseNet, with 1000 classes.',
  citation: networks.map(({ title, citation }) => `${title}: ${citation}`).join('; '),
  size: networks.length,
  sample(options) {
    requireSampleOptions(options)
    return draws(options)
  },
  fromKey(key) {
    const { entry, size } = parse(key)
    return build(entry, size)
  },
}
