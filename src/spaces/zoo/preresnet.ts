import type { ZooEntry } from './network.ts'
import { activated, basicBody, bottleneckBody, preactivated } from './pre-activation.ts'
import { basicNetworks, bottleneckNetworks, narrowNetworks } from './residual-family.ts'

const family = {
  name: 'preresnet',
  title: 'PreResNet',
  citation: 'He et al. 2016, arXiv:1603.05027',
  end: activated,
}
const basicUnit = preactivated(basicBody)

/** He et al. 2016 ("v2"); depths and widths are pytorchcv's. */
export const preresnetNetworks: readonly ZooEntry[] = [
  ...basicNetworks(family, basicUnit),
  ...narrowNetworks(family, basicUnit),
  ...bottleneckNetworks(family, preactivated(bottleneckBody)),
]
