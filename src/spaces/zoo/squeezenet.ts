import { Builder, type Value } from '../../architecture/builder.ts'
import { ceilPool } from './ceil-pool.ts'
import { classes, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

const conv = (b: Builder, x: Value, filters: number, kernel: number): Value =>
  b.activation(b.conv(x, filters, { kernel, bias: true }), 'relu')

/** 1x1 down to `squeeze` channels, then 1x1 and 3x3 side by side, `expand` channels each. */
function fire(b: Builder, x: Value, squeeze: number, expand: number): Value {
  const narrow = conv(b, x, squeeze, 1)
  return b.concat(conv(b, narrow, expand, 1), conv(b, narrow, expand, 3))
}

interface Version {
  readonly stem: { readonly filters: number; readonly kernel: number }
  /** Numbers of fire modules before which the map is halved. */
  readonly pools: readonly number[]
}

const v1x0: Version = { stem: { filters: 96, kernel: 7 }, pools: [0, 3, 7] }
const v1x1: Version = { stem: { filters: 64, kernel: 3 }, pools: [0, 2, 4] }

/** Squeeze channels of the eight fire modules; the expanded ones are 4 times as many on each side. */
const squeezes = [16, 16, 32, 32, 48, 48, 64, 64]

/** Of the second of two modules alike the input is added to the output ("simple bypass"). */
const isBypassed = (index: number): boolean => index % 2 === 1

/** Iandola et al. 2016, table 1 (1.0), figure 2 (bypass) and release 1.1. Biases and no batch norm. */
function squeezenet({ stem, pools }: Version, bypasses: boolean, { size, label = 'squeezenet' }: ZooOptions) {
  const b = new Builder(label)
  const { filters, kernel } = stem
  let x = b.conv(imageInput(b, size), filters, { kernel, stride: 2, padding: 'valid', bias: true })
  x = b.activation(x, 'relu')
  for (const [index, squeeze] of squeezes.entries()) {
    if (pools.includes(index)) x = ceilPool(b, x)
    x = b.scope(`fire${index + 2}`, () => {
      const expanded = fire(b, x, squeeze, 4 * squeeze)
      return bypasses && isBypassed(index) ? b.sum(expanded, x) : expanded
    })
  }
  return b.build(b.globalAvgPool(conv(b, x, classes, 1)))
}

const entry = (
  name: string,
  aliases: readonly string[],
  title: string,
  version: Version,
  bypasses: boolean,
): ZooEntry => ({
  name,
  aliases,
  title,
  citation: 'Iandola et al. 2016, arXiv:1602.07360',
  build: (options) => squeezenet(version, bypasses, { label: name, ...options }),
})

export const squeezenetNetworks: readonly ZooEntry[] = [
  entry('squeezenet_v1_0', ['squeezenet1_0'], 'SqueezeNet 1.0', v1x0, false),
  entry('squeezenet_v1_1', ['squeezenet1_1'], 'SqueezeNet 1.1', v1x1, false),
  entry('squeezeresnet_v1_0', [], 'SqueezeNet 1.0 with bypass', v1x0, true),
  entry('squeezeresnet_v1_1', [], 'SqueezeNet 1.1 with bypass', v1x1, true),
]
