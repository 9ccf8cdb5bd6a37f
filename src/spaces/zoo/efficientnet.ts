import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { imageInput, classifier, type ZooEntry, type ZooOptions } from './network.ts'

/** Expansion, kernel, stride of the first, filters, repeats. */
const stages = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
] as const

/** Tan and Le 2019, table 1. The squeeze is a quarter of the channels that enter the unit, before the expansion. */
function efficientnetB0({ size, label = 'efficientnet_b0' }: ZooOptions = {}): Architecture {
  const b = new Builder(label)
  const activation = 'swish'
  let x = b.convNorm(imageInput(b, size), 32, { kernel: 3, stride: 2 }, activation)
  for (const [expansion, kernel, first, filters, repeats] of stages)
    for (let unit = 0; unit < repeats; unit++) {
      const channels = x.shape.at(-1) ?? 0
      const squeeze = { channels: Math.floor(channels / 4), inner: activation } as const
      const stride = unit === 0 ? first : 1
      x = invertedResidual(b, x, {
        kernel,
        stride,
        expanded: expansion * channels,
        filters,
        activation,
        squeeze,
      })
    }
  return b.build(classifier(b, b.convNorm(x, 1280, {}, activation)))
}

export const efficientnetNetworks: readonly ZooEntry[] = [
  {
    name: 'efficientnet_b0',
    title: 'EfficientNet-B0',
    citation: 'Tan and Le 2019, arXiv:1905.11946',
    build: efficientnetB0,
  },
]
