import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooOptions } from './network.ts'

type Unit = (b: Builder, x: Value, channels: number, stride: number) => Value

/** The input where its shape is that of the sum, else its projection. */
function shortcut(b: Builder, x: Value, filters: number, stride: number): Value {
  return stride === 1 && x.shape.at(-1) === filters ? x : b.convNorm(x, filters, { stride })
}

const basic: Unit = (b, x, channels, stride) => {
  const first = b.convNorm(x, channels, { kernel: 3, stride }, 'relu')
  const second = b.convNorm(first, channels, { kernel: 3 })
  return b.activation(b.sum(second, shortcut(b, x, channels, stride)), 'relu')
}

/** The 3x3 convolution strides, as in torchvision ("v1.5"), not the first 1x1 of the paper. */
const bottleneck: Unit = (b, x, channels, stride) => {
  const narrow = b.convNorm(x, channels, {}, 'relu')
  const filtered = b.convNorm(narrow, channels, { kernel: 3, stride }, 'relu')
  const wide = b.convNorm(filtered, 4 * channels)
  return b.activation(b.sum(wide, shortcut(b, x, 4 * channels, stride)), 'relu')
}

/** He et al. 2016, table 1. */
function resnet(unit: Unit, repeats: readonly number[], label: string, { size }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(imageInput(b, size), 64, { kernel: 7, stride: 2 }, 'relu')
  x = b.maxPool(x, { kernel: 3, stride: 2, padding: 'same' })
  for (const [stage, count] of repeats.entries())
    for (let index = 0; index < count; index++)
      x = b.scope(`stage${stage + 1}/unit${index + 1}`, () =>
        unit(b, x, 64 * 2 ** stage, stage > 0 && index === 0 ? 2 : 1),
      )
  return b.build(classifier(b, x))
}

export const resnet18 = (options: ZooOptions = {}): Architecture =>
  resnet(basic, [2, 2, 2, 2], options.label ?? 'resnet18', options)

export const resnet50 = (options: ZooOptions = {}): Architecture =>
  resnet(bottleneck, [3, 4, 6, 3], options.label ?? 'resnet50', options)
