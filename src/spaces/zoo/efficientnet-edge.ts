import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { roundChannels } from '../blocks/round-channels.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

/** Kernel of the depthwise convolution, null for a full 3x3; expansion, stride of the first, filters, repeats. */
const stages = [
  [null, 4, 1, 24, 1],
  [null, 8, 2, 32, 2],
  [null, 8, 2, 48, 4],
  [5, 8, 2, 96, 5],
  [5, 8, 1, 144, 4],
  [5, 8, 2, 192, 2],
] as const

const activation = 'relu'

interface EdgeUnit {
  readonly expanded: number
  readonly filters: number
  readonly stride: number
  readonly skip: boolean
}

/** A full 3x3 convolution expands; the 1x1 after it strides, where one does. */
function edgeUnit(b: Builder, x: Value, { expanded, filters, stride, skip }: EdgeUnit): Value {
  const wide = b.convNorm(x, expanded, { kernel: 3 }, activation)
  const narrow = b.convNorm(wide, filters, { stride })
  return skip && stride === 1 && filters === x.shape.at(-1) ? b.sum(narrow, x) : narrow
}

interface Scale {
  readonly width: number
  readonly depth: number
}

/**
 * Gupta and Tan 2019, as pytorchcv and timm have it: no squeeze-and-excite, ReLU; the first stage expands its filters,
 * not its input, and is not residual.
 */
function efficientnetEdge(
  { width, depth }: Scale,
  { size, label = 'efficientnet_edge' }: ZooOptions,
): Architecture {
  const b = new Builder(label)
  const scaled = (channels: number) => roundChannels(channels * width)
  let x = b.convNorm(imageInput(b, size), scaled(32), { kernel: 3, stride: 2 }, activation)
  for (const [stage, [kernel, expansion, first, channels, repeats]] of stages.entries())
    for (let unit = 0; unit < Math.ceil(repeats * depth); unit++) {
      const filters = scaled(channels)
      const expanded = expansion * (stage === 0 ? filters : (x.shape.at(-1) ?? 0))
      const options = { expanded, filters, stride: unit === 0 ? first : 1, skip: stage > 0 }
      x = kernel ? invertedResidual(b, x, { ...options, kernel, activation }) : edgeUnit(b, x, options)
    }
  return b.build(classifier(b, b.convNorm(x, scaled(1280), {}, activation)))
}

const entry = (name: string, title: string, scale: Scale): ZooEntry => ({
  name,
  title,
  citation: 'Gupta and Tan 2019, EfficientNet-EdgeTPU; Tan and Le 2019, arXiv:1905.11946',
  build: (options) => efficientnetEdge(scale, { label: name, ...options }),
})

export const efficientnetEdgeNetworks: readonly ZooEntry[] = [
  entry('efficientnet_edge_small_b', 'EfficientNet-Edge Small', { width: 1, depth: 1 }),
  entry('efficientnet_edge_medium_b', 'EfficientNet-Edge Medium', { width: 1, depth: 1.1 }),
  entry('efficientnet_edge_large_b', 'EfficientNet-Edge Large', { width: 1.2, depth: 1.4 }),
]
