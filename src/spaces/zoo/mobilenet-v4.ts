import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classes, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

const activation = 'relu'

type Block = (b: Builder, x: Value) => Value

const conv =
  (filters: number, kernel: number, stride: number): Block =>
  (b, x) =>
    b.convNorm(x, filters, { kernel, stride }, activation)

/** A full convolution expands the channels 4 times, a 1x1 projects them. */
const fused =
  (filters: number, stride: number): Block =>
  (b, x) =>
    b.convNorm(b.convNorm(x, 4 * (x.shape.at(-1) ?? 0), { kernel: 3, stride }, activation), filters)

/**
 * Universal inverted bottleneck: a depthwise convolution of kernel `before` the expansion, one of kernel `within`, both
 * optional (0); the last of them strides.
 */
const universal =
  (filters: number, before: number, within: number, expansion: number, stride = 1): Block =>
  (b, x) => {
    const channels = x.shape.at(-1) ?? 0
    let y = x
    if (before) y = b.depthwiseNorm(y, { kernel: before, stride: within ? 1 : stride })
    y = b.convNorm(y, expansion * channels, {}, activation)
    if (within) y = b.depthwiseNorm(y, { kernel: within, stride }, activation)
    y = b.convNorm(y, filters)
    return stride === 1 && filters === channels ? b.sum(y, x) : y
  }

const small: readonly Block[] = [
  conv(32, 3, 2),
  conv(32, 1, 1),
  conv(96, 3, 2),
  conv(64, 1, 1),
  universal(96, 5, 5, 3, 2),
  ...Array.from({ length: 4 }, () => universal(96, 0, 3, 2)),
  universal(96, 3, 0, 4),
  universal(128, 3, 3, 6, 2),
  universal(128, 5, 5, 4),
  universal(128, 0, 5, 4),
  universal(128, 0, 5, 3),
  universal(128, 0, 3, 4),
  universal(128, 0, 3, 4),
]

const medium: readonly Block[] = [
  fused(48, 2),
  universal(80, 3, 5, 4, 2),
  universal(80, 3, 3, 2),
  universal(160, 3, 5, 6, 2),
  universal(160, 3, 3, 4),
  universal(160, 3, 3, 4),
  universal(160, 3, 5, 4),
  universal(160, 3, 3, 4),
  universal(160, 3, 0, 4),
  universal(160, 0, 0, 2),
  universal(160, 3, 0, 4),
  universal(256, 5, 5, 6, 2),
  universal(256, 5, 5, 4),
  universal(256, 3, 5, 4),
  universal(256, 3, 5, 4),
  universal(256, 0, 0, 4),
  universal(256, 3, 0, 4),
  universal(256, 3, 5, 2),
  universal(256, 5, 5, 4),
  universal(256, 0, 0, 4),
  universal(256, 0, 0, 4),
  universal(256, 5, 0, 2),
]

/** Qin et al. 2024, tables 11 and 12, as timm has them: 960 channels of the last map, 1280 features. */
function mobilenetV4(blocks: readonly Block[], { size, label = 'mobilenetv4' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(imageInput(b, size), 32, { kernel: 3, stride: 2 }, activation)
  for (const block of blocks) x = b.scope('block', () => block(b, x))
  const mean = b.globalAvgPool(b.convNorm(x, 960, {}, activation), { keepDims: true })
  return b.build(b.dense(b.flatten(b.convNorm(mean, 1280, {}, activation)), classes))
}

const entry = (name: string, title: string, blocks: readonly Block[]): ZooEntry => ({
  name,
  title,
  citation: 'Qin et al. 2024, arXiv:2404.10518',
  build: (options) => mobilenetV4(blocks, { label: name, ...options }),
})

export const mobilenetV4Networks: readonly ZooEntry[] = [
  entry('mobilenetv4_conv_small', 'MobileNet V4 Conv Small', small),
  entry('mobilenetv4_conv_medium', 'MobileNet V4 Conv Medium', medium),
]
