import type { SpaceFacts } from '../space.ts'
import { choices, stages } from './choices.ts'

/** A stage: six kinds of a first layer, then none to three of the six. */
const size = stages.reduce((product: number, count) => {
  const later = Array.from({ length: count }, (_, blocks) => choices.length ** blocks)
  return product * choices.length * later.reduce((sum, each) => sum + each, 0)
}, 1)

export const proxylessnasFacts: SpaceFacts = {
  name: 'proxylessnas',
  title: 'ProxylessNAS',
  sentence:
    'Sequences of 21 linear bottlenecks with kernels from 3 to 7, any of which may be skipped; 1000 classes.',
  citation:
    'H. Cai, L. Zhu, S. Han: ProxylessNAS: Direct Neural Architecture Search on Target Task and Hardware. ICLR 2019.',
  size,
  depths: null,
}
