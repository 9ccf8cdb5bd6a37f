import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooOptions } from './network.ts'

/** Bottleneck of ratio 1 with a grouped 3x3 convolution. */
function unit(b: Builder, x: Value, filters: number, stride: number, groupWidth: number): Value {
  const first = b.convNorm(x, filters, {}, 'relu')
  const grouped = b.convNorm(first, filters, { kernel: 3, stride, groups: filters / groupWidth }, 'relu')
  const last = b.convNorm(grouped, filters)
  const past = stride === 1 && x.shape.at(-1) === filters ? x : b.convNorm(x, filters, { stride })
  return b.activation(b.sum(last, past), 'relu')
}

/** Radosavovic et al. 2020, RegNetX-200MF: widths 24, 56, 152, 368, groups of 8 channels. */
export function regnetX002({ size, label = 'regnetx_002' }: ZooOptions = {}): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(imageInput(b, size), 32, { kernel: 3, stride: 2 }, 'relu')
  for (const [filters, depth] of [
    [24, 1],
    [56, 1],
    [152, 4],
    [368, 7],
  ] as const)
    for (let index = 0; index < depth; index++)
      x = b.scope(`stage${filters}/unit${index + 1}`, () => unit(b, x, filters, index === 0 ? 2 : 1, 8))
  return b.build(classifier(b, x))
}
