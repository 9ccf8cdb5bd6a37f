import type { ZooEntry } from './network.ts'
import { activated, basicBody, preactivated } from './pre-activation.ts'
import { basicNetworks } from './residual-family.ts'
import { squeezed } from './residual-units.ts'

const family = {
  name: 'sepreresnet',
  title: 'SE-PreResNet',
  citation: 'Hu et al. 2018, arXiv:1709.01507',
  end: activated,
}

/** Squeeze-and-excite behind the body of a PreResNet (pytorchcv). */
export const sepreresnetNetworks: readonly ZooEntry[] = basicNetworks(
  family,
  preactivated((b, active, filters, stride) => squeezed(b, basicBody(b, active, filters, stride))),
)
