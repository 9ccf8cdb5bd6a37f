import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classes, imageInput, type ZooOptions } from './network.ts'

const conv = (b: Builder, x: Value, filters: number, kernel: number): Value =>
  b.activation(b.conv(x, filters, { kernel, bias: true }), 'relu')

/** 1x1 down to `squeeze` channels, then 1x1 and 3x3 side by side, `expand` channels each. */
function fire(b: Builder, x: Value, squeeze: number, expand: number): Value {
  const narrow = conv(b, x, squeeze, 1)
  return b.concat(conv(b, narrow, expand, 1), conv(b, narrow, expand, 3))
}

/** 3x3 with stride 2; a window that hangs over the end counts too (PyTorch's `ceil_mode`). */
function pool(b: Builder, x: Value): Value {
  const over = (side: number) => (3 - (side % 2)) % 2
  const [height = 0, width = 0] = x.shape
  const padding = { top: 0, bottom: over(height), left: 0, right: over(width) }
  return b.maxPool(x, { kernel: 3, stride: 2, padding })
}

interface Version {
  readonly label: string
  readonly stem: { readonly filters: number; readonly kernel: number }
  /** Numbers of fire modules before which the map is halved. */
  readonly pools: readonly number[]
}

/** Squeeze channels of the eight fire modules; the expanded ones are 4 times as many on each side. */
const squeezes = [16, 16, 32, 32, 48, 48, 64, 64]

/** Iandola et al. 2016, table 1 (1.0) and their release 1.1. Convolutions have biases and no batch norm. */
function squeezenet({ label, stem, pools }: Version, options: ZooOptions): Architecture {
  const b = new Builder(options.label ?? label)
  const { filters, kernel } = stem
  let x = b.conv(imageInput(b, options.size), filters, { kernel, stride: 2, padding: 'valid', bias: true })
  x = b.activation(x, 'relu')
  for (const [index, squeeze] of squeezes.entries()) {
    if (pools.includes(index)) x = pool(b, x)
    x = b.scope(`fire${index + 2}`, () => fire(b, x, squeeze, 4 * squeeze))
  }
  return b.build(b.globalAvgPool(conv(b, x, classes, 1)))
}

export const squeezenetV1x0 = (options: ZooOptions = {}): Architecture =>
  squeezenet({ label: 'squeezenet1_0', stem: { filters: 96, kernel: 7 }, pools: [0, 3, 7] }, options)

export const squeezenetV1x1 = (options: ZooOptions = {}): Architecture =>
  squeezenet({ label: 'squeezenet1_1', stem: { filters: 64, kernel: 3 }, pools: [0, 2, 4] }, options)
