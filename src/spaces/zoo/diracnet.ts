import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

/** Zagoruyko and Komodakis 2017: no shortcuts and, folded into the weights, no batch norm. */
function diracnet18v2({ size, label = 'diracnet18v2' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = b.conv(imageInput(b, size), 64, { kernel: 7, stride: 2, bias: true })
  x = b.maxPool(x, { kernel: 3, stride: 2, padding: 'same' })
  for (const [stage, filters] of [64, 128, 256, 512].entries()) {
    if (stage > 0) x = b.maxPool(x, { kernel: 2 })
    for (let index = 0; index < 4; index++)
      x = b.conv(b.activation(x, 'relu'), filters, { kernel: 3, bias: true })
  }
  return b.build(classifier(b, b.activation(x, 'relu')))
}

export const diracnetNetworks: readonly ZooEntry[] = [
  {
    name: 'diracnet18v2',
    title: 'DiracNet-18 v2',
    citation: 'Zagoruyko and Komodakis 2017, arXiv:1706.00388',
    build: diracnet18v2,
  },
]
