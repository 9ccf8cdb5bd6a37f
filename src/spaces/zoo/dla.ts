import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

/** Bottleneck of ratio 2. `past` is the input, or the input with its sides halved: then the body strides. */
function block(b: Builder, x: Value, past: Value, filters: number): Value {
  const stride = past === x ? 1 : 2
  const narrow = b.convNorm(x, filters / 2, {}, 'relu')
  const filtered = b.convNorm(narrow, filters / 2, { kernel: 3, stride }, 'relu')
  const body = b.convNorm(filtered, filters)
  const kept = past.shape.at(-1) === filters ? past : b.convNorm(past, filters)
  return b.activation(b.sum(body, kept), 'relu')
}

/** Hierarchical aggregation (Yu et al. 2018, figure 3 d to f): the root joins two blocks and what came before them. */
function tree(
  b: Builder,
  levels: number,
  x: Value,
  past: Value,
  filters: number,
  earlier: readonly Value[],
): Value {
  if (levels > 1) {
    const first = tree(b, levels - 1, x, past, filters, [])
    return tree(b, levels - 1, first, first, filters, [...earlier, first])
  }
  const first = block(b, x, past, filters)
  const second = block(b, first, first, filters)
  return b.convNorm(b.concat(second, first, ...earlier), filters, {}, 'relu')
}

/** Yu et al. 2018, table 1, DLA-46-C. */
function dla46c({ size, label = 'dla46c' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(imageInput(b, size), 16, { kernel: 7 }, 'relu')
  x = b.convNorm(x, 16, { kernel: 3 }, 'relu')
  x = b.convNorm(x, 32, { kernel: 3, stride: 2 }, 'relu')
  for (const [stage, { levels, filters }] of [
    { levels: 1, filters: 64 },
    { levels: 2, filters: 64 },
    { levels: 2, filters: 128 },
    { levels: 1, filters: 256 },
  ].entries())
    x = b.scope(`stage${stage + 1}`, () => {
      // The original drops the last row of an odd map here but not in the body, and fails; `same` keeps both alike.
      const past = b.maxPool(x, { kernel: 2, padding: 'same' })
      return tree(b, levels, x, past, filters, stage === 0 ? [] : [past])
    })
  return b.build(classifier(b, x))
}

export const dlaNetworks: readonly ZooEntry[] = [
  { name: 'dla46c', title: 'DLA-46-C', citation: 'Yu et al. 2018, arXiv:1707.06484', build: dla46c },
]
