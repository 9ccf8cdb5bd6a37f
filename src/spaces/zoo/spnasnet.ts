import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

/** Kernel and expansion of the first unit of a stage, then of the others; stride of the first, filters, repeats. */
const stages = [
  [[3, 1], [3, 1], 1, 16, 1],
  [[3, 3], [3, 3], 2, 24, 3],
  [[5, 6], [3, 3], 2, 40, 4],
  [[5, 6], [3, 3], 2, 80, 4],
  [[5, 6], [5, 3], 1, 96, 4],
  [[5, 6], [5, 6], 2, 192, 4],
  [[3, 6], [3, 6], 1, 320, 1],
] as const

/** Stamoulis et al. 2019, figure 5. */
function spnasnet({ size, label = 'spnasnet' }: ZooOptions): Architecture {
  const b = new Builder(label)
  const activation = 'relu'
  let x = b.convNorm(imageInput(b, size), 32, { kernel: 3, stride: 2 }, activation)
  for (const [first, others, firstStride, filters, repeats] of stages)
    for (let unit = 0; unit < repeats; unit++) {
      const [kernel, expansion] = unit === 0 ? first : others
      const expanded = expansion * (x.shape.at(-1) ?? 0)
      x = invertedResidual(b, x, {
        kernel,
        stride: unit === 0 ? firstStride : 1,
        expanded,
        filters,
        activation,
      })
    }
  return b.build(classifier(b, b.convNorm(x, 1280, {}, activation)))
}

export const spnasnetNetworks: readonly ZooEntry[] = [
  {
    name: 'spnasnet',
    title: 'Single-Path NASNet',
    citation: 'Stamoulis et al. 2019, arXiv:1904.02877',
    build: spnasnet,
  },
]
