import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { ceilPool } from './ceil-pool.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

const conv = (b: Builder, x: Value, filters: number, kernel: number, stride = 1): Value =>
  b.convNorm(x, filters, { kernel, stride }, 'relu')

/** One-shot aggregation: five convolutions in a row, all joined once. */
function unit(b: Builder, x: Value, narrow: number, filters: number): Value {
  const values = [x]
  for (let index = 0; index < 5; index++) values.push(conv(b, values.at(-1) ?? x, narrow, 3))
  return conv(b, b.concat(...values), filters, 1)
}

/** Channels of the convolutions of a unit and of what leaves it. */
const stages = [
  [64, 128],
  [80, 256],
  [96, 384],
  [112, 512],
] as const

/** Lee et al. 2019, table 1: VoVNet-27-slim. */
function vovnet27s({ size, label = 'vovnet27s' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = conv(b, conv(b, imageInput(b, size), 64, 3, 2), 64, 3)
  x = conv(b, x, 128, 3, 2)
  for (const [stage, [narrow, filters]] of stages.entries())
    x = b.scope(`stage${stage + 2}`, () => unit(b, stage > 0 ? ceilPool(b, x) : x, narrow, filters))
  return b.build(classifier(b, x))
}

export const vovnetNetworks: readonly ZooEntry[] = [
  {
    name: 'vovnet27s',
    title: 'VoVNet-27 slim',
    citation: 'Lee et al. 2019, arXiv:1904.09730',
    build: vovnet27s,
  },
]
