import type { ZooEntry } from './network.ts'
import { basicNetworks, bottleneckNetworks, narrowNetworks } from './residual-family.ts'
import { basic, bottleneck, withShortcut } from './residual-units.ts'
import { residual } from './residual.ts'

const family = { name: 'resnet', title: 'ResNet', citation: 'He et al. 2016, arXiv:1512.03385' }
const [basicUnit, bottleneckUnit] = [withShortcut(basic), withShortcut(bottleneck)]

const resnet50: ZooEntry = {
  name: 'resnet50',
  aliases: ['resnet50b'],
  title: 'ResNet-50',
  citation: family.citation,
  build: (options) =>
    residual(
      { unit: bottleneckUnit, repeats: [3, 4, 6, 3], filters: 256 },
      { label: 'resnet50', ...options },
    ),
}

/** He et al. 2016; the depths and widths that are not in the paper are pytorchcv's. */
export const resnetNetworks: readonly ZooEntry[] = [
  ...basicNetworks(family, basicUnit),
  ...narrowNetworks(family, basicUnit),
  ...bottleneckNetworks(family, bottleneckUnit),
  resnet50,
]
