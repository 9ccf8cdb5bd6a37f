import type { ZooEntry } from './network.ts'
import { basicNetworks } from './residual-family.ts'
import { basic, squeezed, withShortcut } from './residual-units.ts'

const family = { name: 'seresnet', title: 'SE-ResNet', citation: 'Hu et al. 2018, arXiv:1709.01507' }

/** Hu, Shen and Sun 2018, figure 3: the body is weighed before the shortcut is added. */
export const seresnetNetworks: readonly ZooEntry[] = basicNetworks(
  family,
  withShortcut((b, x, filters, stride) => squeezed(b, basic(b, x, filters, stride))),
)
