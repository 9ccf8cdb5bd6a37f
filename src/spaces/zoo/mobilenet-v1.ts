import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ScalableOptions } from './network.ts'

/** Filters and stride of each depthwise separable convolution. */
const units = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array.from({ length: 5 }, () => [512, 1] as const),
  [1024, 2],
  [1024, 1],
] as const

/** Howard et al. 2017, table 1. */
export function mobilenetV1({ size, width = 1, label = 'mobilenet_v1' }: ScalableOptions = {}): Architecture {
  const b = new Builder(label)
  const scaled = (filters: number) => Math.floor(filters * width)
  let x = b.convNorm(imageInput(b, size), scaled(32), { kernel: 3, stride: 2 }, 'relu')
  for (const [filters, stride] of units)
    x = b.convNorm(b.depthwiseNorm(x, { stride }, 'relu'), scaled(filters), {}, 'relu')
  return b.build(classifier(b, x))
}
