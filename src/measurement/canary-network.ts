import { Builder } from '../architecture/builder.ts'
import type { Architecture } from '../architecture/graph.ts'
import { canaryKey } from './canary-name.ts'

/**
 * The network that opens and closes every block: its time over its best is the drift of the device. It is compute
 * (3x3 convolution), bandwidth (depthwise, add) and launches (a chain of small operations) in about equal parts, and
 * must never change: its times are the fingerprint of a device. A better one gets another key.
 */
export function canaryNetwork(): Architecture {
  const b = new Builder(canaryKey)
  let x = b.conv(b.input([32, 32, 16]), 32, { kernel: 3, bias: true })
  for (let i = 0; i < 2; i++) x = b.sum(b.activation(b.depthwise(x, { bias: true }), 'relu'), x)
  x = b.conv(b.activation(x, 'relu'), 32, { kernel: 3, stride: 2, bias: true })
  for (let i = 0; i < 8; i++) x = b.activation(x, i % 2 === 0 ? 'sigmoid' : 'tanh')
  return b.build(b.globalAvgPool(x))
}
