import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

/** Half of the channels pass by, the other half is filtered; then both are shuffled. */
function unit(b: Builder, x: Value): Value {
  const half = (x.shape.at(-1) ?? 0) / 2
  const [past = x, kept = x] = b.split(x, [half, half])
  const filtered = b.depthwiseNorm(b.convNorm(kept, half, {}, 'relu'))
  return b.channelShuffle(b.concat(past, b.convNorm(filtered, half, {}, 'relu')), 2)
}

/** Both branches read the whole input and halve the map. */
function halvingUnit(b: Builder, x: Value, filters: number): Value {
  const half = filters / 2
  const left = b.convNorm(b.depthwiseNorm(x, { stride: 2 }), half, {}, 'relu')
  const filtered = b.depthwiseNorm(b.convNorm(x, half, {}, 'relu'), { stride: 2 })
  return b.channelShuffle(b.concat(left, b.convNorm(filtered, half, {}, 'relu')), 2)
}

/** Ma et al. 2018, table 5, 1x. */
function shufflenetV2({ size, label = 'shufflenet_v2_x1_0' }: ZooOptions = {}): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(imageInput(b, size), 24, { kernel: 3, stride: 2 }, 'relu')
  x = b.maxPool(x, { kernel: 3, stride: 2, padding: 'same' })
  for (const [filters, repeats] of [
    [116, 4],
    [232, 8],
    [464, 4],
  ] as const) {
    x = halvingUnit(b, x, filters)
    for (let index = 1; index < repeats; index++) x = unit(b, x)
  }
  return b.build(classifier(b, b.convNorm(x, 1024, {}, 'relu')))
}

export const shufflenetV2Networks: readonly ZooEntry[] = [
  {
    name: 'shufflenet_v2_x1_0',
    title: 'ShuffleNet V2',
    citation: 'Ma et al. 2018, arXiv:1807.11164',
    build: shufflenetV2,
  },
]
