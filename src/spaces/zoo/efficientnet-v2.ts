import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

/** Expansion, stride of the first, filters, repeats, depthwise (else a full 3x3 convolution). */
const stages = [
  [1, 1, 16, 1, false],
  [4, 2, 32, 2, false],
  [4, 2, 48, 2, false],
  [4, 2, 96, 3, true],
  [6, 1, 112, 5, true],
  [6, 2, 192, 8, true],
] as const

const activation = 'swish'

/** "Fused-MBConv": a full 3x3 convolution for expansion and depthwise, and all there is where nothing expands. */
function fused(b: Builder, x: Value, expansion: number, filters: number, stride: number): Value {
  const channels = x.shape.at(-1) ?? 0
  const expanded = b.convNorm(
    x,
    expansion === 1 ? filters : expansion * channels,
    { kernel: 3, stride },
    activation,
  )
  const narrow = expansion === 1 ? expanded : b.convNorm(expanded, filters)
  return stride === 1 && filters === channels ? b.sum(narrow, x) : narrow
}

/** Tan and Le 2021, B0 of their release, which Keras and timm have. The squeeze is a quarter of what enters a unit. */
function efficientnetV2B0({ size, label = 'efficientnetv2_b0' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(imageInput(b, size), 32, { kernel: 3, stride: 2 }, activation)
  for (const [expansion, first, filters, repeats, isDepthwise] of stages)
    for (let unit = 0; unit < repeats; unit++) {
      const channels = x.shape.at(-1) ?? 0
      const stride = unit === 0 ? first : 1
      const squeeze = { channels: Math.floor(channels / 4), inner: activation } as const
      const options = {
        kernel: 3,
        stride,
        expanded: expansion * channels,
        filters,
        activation,
        squeeze,
      } as const
      x = isDepthwise ? invertedResidual(b, x, options) : fused(b, x, expansion, filters, stride)
    }
  return b.build(classifier(b, b.convNorm(x, 1280, {}, activation)))
}

export const efficientnetV2Networks: readonly ZooEntry[] = [
  {
    name: 'efficientnetv2_b0',
    title: 'EfficientNet V2 B0',
    citation: 'Tan and Le 2021, arXiv:2104.00298',
    build: efficientnetV2B0,
  },
]
