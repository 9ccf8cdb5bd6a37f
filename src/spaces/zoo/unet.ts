import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { imageInput, type ZooEntry, type ZooOptions } from './network.ts'

export interface UNetOptions extends ZooOptions {
  /** Channels at the size of the image; twice as many after each halving, up to 8 times. @default 64 */
  readonly base?: number
  /** Scores at each pixel. @default 1 */
  readonly scores?: number
}

const activation = 'relu'

const twice = (b: Builder, x: Value, middle: number, filters: number): Value => {
  const first = b.convNorm(x, middle, { kernel: 3 }, activation)
  return b.convNorm(first, filters, { kernel: 3 }, activation)
}

/**
 * Ronneberger, Fischer and Brox 2015, figure 1, as Pytorch-UNet has it with bilinear resizing: borders are padded, so
 * that the map of scores has the size of the image. (There is no operation for transposed convolutions.)
 */
export function unet({ size, label = 'unet', base = 64, scores = 1 }: UNetOptions = {}): Architecture {
  const b = new Builder(label)
  const skips: Value[] = []
  let x = twice(b, imageInput(b, size), base, base)
  for (const width of [2 * base, 4 * base, 8 * base, 8 * base]) {
    skips.push(x)
    x = twice(b, b.maxPool(x, { kernel: 2 }), width, width)
  }
  for (const [level, width] of [4 * base, 2 * base, base, base].entries()) {
    const skip = skips[skips.length - 1 - level] ?? x
    const joined = b.concat(skip, b.resize(x, [skip.shape[0] ?? 0, skip.shape[1] ?? 0]))
    x = twice(b, joined, (joined.shape.at(-1) ?? 0) / 2, width)
  }
  return b.build(b.conv(x, scores, { bias: true }))
}

const entry = (base: number): ZooEntry => ({
  name: `unet_${base}`,
  title: `U-Net, ${base} channels at the image's size`,
  citation: 'Ronneberger, Fischer and Brox 2015, arXiv:1505.04597',
  build: (options) => unet({ label: `unet_${base}`, ...options, base }),
})

export const unetNetworks: readonly ZooEntry[] = [entry(16), entry(32)]
