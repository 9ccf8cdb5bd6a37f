import type { Builder, Value } from '../../architecture/builder.ts'
import { squeezeExcite } from '../blocks/squeeze-excite.ts'
import type { Unit } from './residual.ts'

/** The input where its shape is that of the sum, else its projection. */
export function shortcut(b: Builder, x: Value, filters: number, stride: number): Value {
  return stride === 1 && x.shape.at(-1) === filters ? x : b.convNorm(x, filters, { stride })
}

/** Two 3x3 convolutions. */
export const basic: Unit = (b, x, filters, stride) => {
  const first = b.convNorm(x, filters, { kernel: 3, stride }, 'relu')
  return b.convNorm(first, filters, { kernel: 3 })
}

/** The 3x3 convolution strides, as in torchvision ("v1.5", pytorchcv's "b"), not the first 1x1 of the paper. */
export const bottleneck: Unit = (b, x, filters, stride) => {
  const narrow = b.convNorm(x, filters / 4, {}, 'relu')
  const filtered = b.convNorm(narrow, filters / 4, { kernel: 3, stride }, 'relu')
  return b.convNorm(filtered, filters)
}

/** Squeeze-and-excite with a sixteenth of the channels (Hu et al. 2018). */
export const squeezed = (b: Builder, x: Value): Value =>
  squeezeExcite(b, x, { channels: (x.shape.at(-1) ?? 0) / 16 })

/** The body and its shortcut, added before the last activation (He et al. 2016). */
export const withShortcut =
  (body: Unit): Unit =>
  (b, x, filters, stride) =>
    b.activation(b.sum(body(b, x, filters, stride), shortcut(b, x, filters, stride)), 'relu')
