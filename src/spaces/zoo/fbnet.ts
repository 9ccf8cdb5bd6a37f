import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

/** Kernel, expansion, filters, stride. */
const units = [
  [3, 1, 16, 1],
  [3, 6, 24, 2],
  [3, 1, 24, 1],
  [3, 1, 24, 1],
  [5, 6, 32, 2],
  [5, 3, 32, 1],
  [5, 6, 32, 1],
  [3, 6, 32, 1],
  [5, 6, 64, 2],
  [5, 3, 64, 1],
  [5, 6, 64, 1],
  [5, 6, 64, 1],
  [5, 6, 112, 1],
  [5, 6, 112, 1],
  [5, 6, 112, 1],
  [5, 3, 112, 1],
  [5, 6, 184, 2],
  [5, 6, 184, 1],
  [5, 6, 184, 1],
  [5, 6, 184, 1],
  [3, 6, 352, 1],
] as const

/** Wu et al. 2019, figure 4, FBNet-C, with the 1x1 convolution in units of expansion 1 too and no grouped ones. */
function fbnetC({ size, label = 'fbnet_cb' }: ZooOptions): Architecture {
  const b = new Builder(label)
  const activation = 'relu'
  let x = b.convNorm(imageInput(b, size), 16, { kernel: 3, stride: 2 }, activation)
  for (const [kernel, expansion, filters, stride] of units) {
    const expanded = expansion * (x.shape.at(-1) ?? 0)
    x = invertedResidual(b, x, { kernel, stride, expanded, alwaysExpands: true, filters, activation })
  }
  return b.build(classifier(b, b.convNorm(x, 1984, {}, activation)))
}

export const fbnetNetworks: readonly ZooEntry[] = [
  { name: 'fbnet_cb', title: 'FBNet-C', citation: 'Wu et al. 2019, arXiv:1812.03443', build: fbnetC },
]
