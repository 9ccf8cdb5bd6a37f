import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'
import { shortcut } from './residual-units.ts'

/** Units of each stage, and whether the first of them looks at 3x3 places; all others see one. */
const stages = [
  { units: 3, looksAround: true, stride: 2 },
  { units: 4, looksAround: true, stride: 2 },
  { units: 6, looksAround: false, stride: 2 },
  { units: 3, looksAround: false, stride: 1 },
] as const

/** Nothing is padded, so the shortcut loses what the window cannot reach at the end. */
function unit(b: Builder, x: Value, filters: number, kernel: number, stride: number): Value {
  const narrow = b.convNorm(x, filters / 4, {}, 'relu')
  const seen = b.convNorm(narrow, filters / 4, { kernel, stride, padding: 'valid' }, 'relu')
  const body = b.convNorm(seen, filters)
  const past = shortcut(b, x, filters, stride)
  const isWhole = past.shape.every((side, axis) => side === body.shape[axis])
  const kept = isWhole
    ? past
    : b.add({ kind: 'slice', begin: past.shape.map(() => 0), size: body.shape }, past)
  return b.activation(b.sum(body, kept), 'relu')
}

/** Brendel and Bethge 2019: a ResNet-50 whose features see patches of 9x9 pixels. */
function bagnet9({ size, label = 'bagnet9' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(b.conv(imageInput(b, size), 64), 64, { kernel: 3, padding: 'valid' }, 'relu')
  for (const [stage, { units, looksAround, stride }] of stages.entries())
    for (let index = 0; index < units; index++) {
      const isFirst = index === 0
      x = b.scope(`stage${stage + 1}/unit${index + 1}`, () =>
        unit(b, x, 256 * 2 ** stage, isFirst && looksAround ? 3 : 1, isFirst ? stride : 1),
      )
    }
  return b.build(classifier(b, x))
}

export const bagnetNetworks: readonly ZooEntry[] = [
  {
    name: 'bagnet9',
    title: 'BagNet-9',
    citation: 'Brendel and Bethge 2019, arXiv:1904.00760',
    build: bagnet9,
  },
]
