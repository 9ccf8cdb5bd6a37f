import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classes, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

const depths = [2, 2, 6, 2]

/** The learnt scale a channel before the sum is part of the last convolution's weights, as at inference. */
function block(b: Builder, x: Value): Value {
  const channels = x.shape.at(-1) ?? 0
  const filtered = b.layerNorm(b.depthwise(x, { kernel: 7, bias: true }))
  const wide = b.activation(b.conv(filtered, 4 * channels, { bias: true }), 'gelu')
  return b.sum(b.conv(wide, channels, { bias: true }), x)
}

/** Liu et al. 2022, scaled down as timm has it (with the sizes of Woo et al. 2023). */
function convnext(width: number, { size, label = 'convnext' }: ZooOptions): Architecture {
  const b = new Builder(label)
  const patches = (x: Value, side: number, channels: number) =>
    b.conv(x, channels, { kernel: side, stride: side, padding: 'valid', bias: true })
  let x = b.layerNorm(patches(imageInput(b, size), 4, width))
  for (const [stage, depth] of depths.entries()) {
    if (stage > 0) x = patches(b.layerNorm(x), 2, width * 2 ** stage)
    for (let unit = 0; unit < depth; unit++)
      x = b.scope(`stage${stage + 1}/block${unit + 1}`, () => block(b, x))
  }
  const mean = b.layerNorm(b.globalAvgPool(x, { keepDims: true }))
  return b.build(b.dense(b.flatten(mean), classes))
}

const entry = (name: string, title: string, width: number): ZooEntry => ({
  name,
  title,
  citation: 'Liu et al. 2022, arXiv:2201.03545; Woo et al. 2023, arXiv:2301.00808',
  build: (options) => convnext(width, { label: name, ...options }),
})

export const convnextNetworks: readonly ZooEntry[] = [
  entry('convnext_atto', 'ConvNeXt Atto', 40),
  entry('convnext_femto', 'ConvNeXt Femto', 48),
]
