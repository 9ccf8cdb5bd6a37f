import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

const conv = (b: Builder, x: Value, filters: number, kernel = 1, stride = 1): Value =>
  b.convNorm(x, filters, { kernel, stride }, 'relu')

/** Half of the growth of a layer: each of its two branches adds so many channels. */
const growth = 16

/** Two-way dense layer: one branch sees 3x3 places, the other 5x5. */
function layer(b: Builder, x: Value, narrow: number): Value {
  const near = conv(b, conv(b, x, narrow), growth, 3)
  const far = conv(b, conv(b, conv(b, x, narrow), growth, 3), growth, 3)
  return b.concat(x, near, far)
}

function stem(b: Builder, image: Value): Value {
  const x = conv(b, image, 32, 3, 2)
  const filtered = conv(b, conv(b, x, 16), 32, 3, 2)
  // The original drops the last row of an odd map here but not beside, and fails; `same` keeps both alike.
  const pooled = b.maxPool(x, { kernel: 2, padding: 'same' })
  return conv(b, b.concat(filtered, pooled), 32)
}

/** Layers of each stage and the channels of their 1x1 convolutions (Wang et al. 2018, table 1). */
const stages = [
  [3, growth],
  [4, 2 * growth],
  [8, 4 * growth],
  [6, 4 * growth],
] as const

function peleenet({ size, label = 'peleenet' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = stem(b, imageInput(b, size))
  const mixed = () => conv(b, x, x.shape.at(-1) ?? 0)
  for (const [stage, [layers, narrow]] of stages.entries()) {
    if (stage > 0) x = b.avgPool(mixed(), { kernel: 2 })
    for (let index = 0; index < layers; index++)
      x = b.scope(`stage${stage + 1}/layer${index + 1}`, () => layer(b, x, narrow))
  }
  return b.build(classifier(b, mixed()))
}

export const peleenetNetworks: readonly ZooEntry[] = [
  { name: 'peleenet', title: 'PeleeNet', citation: 'Wang et al. 2018, arXiv:1804.06882', build: peleenet },
]
