import { Builder, type ConvOptions, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooOptions } from './network.ts'

const growth = 32

/** Batch norm and activation come before the convolution. */
const normConv = (b: Builder, x: Value, filters: number, options: ConvOptions = {}): Value =>
  b.conv(b.activation(b.batchNorm(x), 'relu'), filters, options)

/** Adds `growth` channels to those that came in. */
function layer(b: Builder, x: Value): Value {
  const narrow = normConv(b, x, 4 * growth)
  return b.concat(x, normConv(b, narrow, growth, { kernel: 3 }))
}

/** Huang et al. 2017, table 1. */
export function densenet121({ size, label = 'densenet121' }: ZooOptions = {}): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(imageInput(b, size), 64, { kernel: 7, stride: 2 }, 'relu')
  x = b.maxPool(x, { kernel: 3, stride: 2, padding: 'same' })
  for (const [block, layers] of [6, 12, 24, 16].entries()) {
    if (block > 0) x = b.avgPool(normConv(b, x, (x.shape.at(-1) ?? 0) / 2), { kernel: 2 })
    for (let index = 0; index < layers; index++)
      x = b.scope(`block${block + 1}/layer${index + 1}`, () => layer(b, x))
  }
  return b.build(classifier(b, b.activation(b.batchNorm(x), 'relu')))
}
