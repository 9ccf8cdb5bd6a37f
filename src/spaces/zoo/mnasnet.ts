import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

/** Expansion, kernel, stride of the first, filters, repeats, squeeze-and-excite. */
type Stage = readonly [number, number, number, number, number, boolean]

const b1: readonly Stage[] = [
  [3, 3, 2, 24, 3, false],
  [3, 5, 2, 40, 3, false],
  [6, 5, 2, 80, 3, false],
  [6, 3, 1, 96, 2, false],
  [6, 5, 2, 192, 4, false],
  [6, 3, 1, 320, 1, false],
]

const a1: readonly Stage[] = [
  [6, 3, 2, 24, 2, false],
  [3, 5, 2, 40, 3, true],
  [6, 3, 2, 80, 4, false],
  [6, 3, 1, 112, 2, true],
  [6, 5, 2, 160, 3, true],
  [6, 3, 1, 320, 1, false],
]

/**
 * Tan et al. 2019, figure 7 (A1) and their reference code (B1). The squeeze of A1 is a quarter of the channels that
 * enter the unit. The first separable convolution has no sum around it: its channels change.
 */
function mnasnet(stages: readonly Stage[], { size, label = 'mnasnet' }: ZooOptions): Architecture {
  const b = new Builder(label)
  const activation = 'relu'
  let x = b.convNorm(imageInput(b, size), 32, { kernel: 3, stride: 2 }, activation)
  x = b.convNorm(b.depthwiseNorm(x, {}, activation), 16)
  for (const [expansion, kernel, first, filters, repeats, squeezes] of stages)
    for (let unit = 0; unit < repeats; unit++) {
      const channels = x.shape.at(-1) ?? 0
      const stride = unit === 0 ? first : 1
      const options = {
        kernel,
        stride,
        expanded: expansion * channels,
        filters,
        activation,
      } as const
      x = invertedResidual(
        b,
        x,
        squeezes ? { ...options, squeeze: { channels: Math.floor(channels / 4) } } : options,
      )
    }
  return b.build(classifier(b, b.convNorm(x, 1280, {}, activation)))
}

const citation = 'Tan et al. 2019, arXiv:1807.11626'

export const mnasnetNetworks: readonly ZooEntry[] = [
  {
    name: 'mnasnet_b1',
    title: 'MnasNet-B1',
    citation,
    build: (options) => mnasnet(b1, { label: 'mnasnet_b1', ...options }),
  },
  {
    name: 'mnasnet_a1',
    title: 'MnasNet-A1',
    citation,
    build: (options) => mnasnet(a1, { label: 'mnasnet_a1', ...options }),
  },
]
