import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'
import { activated, normConv } from './pre-activation.ts'
import { stem } from './residual.ts'

const growth = 32

/** Adds `growth` channels to those that came in. */
function layer(b: Builder, x: Value): Value {
  const narrow = normConv(b, x, 4 * growth)
  return b.concat(x, normConv(b, narrow, growth, { kernel: 3 }))
}

/** Huang et al. 2017, table 1. */
function densenet(blocks: readonly number[], { size, label = 'densenet' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = stem(b, imageInput(b, size))
  for (const [block, layers] of blocks.entries()) {
    if (block > 0) x = b.avgPool(normConv(b, x, (x.shape.at(-1) ?? 0) / 2), { kernel: 2 })
    for (let index = 0; index < layers; index++)
      x = b.scope(`block${block + 1}/layer${index + 1}`, () => layer(b, x))
  }
  return b.build(classifier(b, activated(b, x)))
}

const designs = [
  [121, [6, 12, 24, 16]],
  [169, [6, 12, 32, 32]],
] as const

export const densenetNetworks: readonly ZooEntry[] = designs.map(([depth, blocks]) => {
  const name = `densenet${depth}`
  return {
    name,
    title: `DenseNet-${depth}`,
    citation: 'Huang et al. 2017, arXiv:1608.06993',
    build: (options) => densenet(blocks, { label: name, ...options }),
  }
})
