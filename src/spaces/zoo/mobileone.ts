import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

/** Filters and number of units of each stage; the first unit strides. */
const stages = [
  [48, 2],
  [128, 8],
  [256, 10],
  [1024, 1],
] as const

/** Vasu et al. 2023, table 2, S0, as it runs: the parallel branches of training are one convolution with biases each. */
function mobileoneS0({ size, label = 'mobileone_s0' }: ZooOptions): Architecture {
  const b = new Builder(label)
  const activation = 'relu'
  let x = b.activation(b.conv(imageInput(b, size), 48, { kernel: 3, stride: 2, bias: true }), activation)
  for (const [filters, units] of stages)
    for (let unit = 0; unit < units; unit++) {
      const filtered = b.activation(b.depthwise(x, { stride: unit === 0 ? 2 : 1, bias: true }), activation)
      x = b.activation(b.conv(filtered, filters, { bias: true }), activation)
    }
  return b.build(classifier(b, x))
}

export const mobileoneNetworks: readonly ZooEntry[] = [
  {
    name: 'mobileone_s0',
    title: 'MobileOne S0 (re-parameterised)',
    citation: 'Vasu et al. 2023, arXiv:2206.04040',
    build: mobileoneS0,
  },
]
