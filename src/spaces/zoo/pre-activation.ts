import type { Builder, ConvOptions, Value } from '../../architecture/builder.ts'
import type { Unit } from './residual.ts'

/** Batch norm and activation. */
export const activated = (b: Builder, x: Value): Value => b.activation(b.batchNorm(x), 'relu')

/** Batch norm and activation come before the convolution (He et al. 2016, arXiv:1603.05027). */
export const normConv = (b: Builder, x: Value, filters: number, options: ConvOptions = {}): Value =>
  b.conv(activated(b, x), filters, options)

/** What follows the first activation; it reads an activated map. */
type Body = Unit

/** Two 3x3 convolutions. */
export const basicBody: Body = (b, active, filters, stride) =>
  normConv(b, b.conv(active, filters, { kernel: 3, stride }), filters, { kernel: 3 })

/** 1x1 to a quarter of the channels, 3x3, which strides, 1x1. */
export const bottleneckBody: Body = (b, active, filters, stride) => {
  const narrow = b.conv(active, filters / 4)
  return normConv(b, normConv(b, narrow, filters / 4, { kernel: 3, stride }), filters)
}

/** The shortcut is the input itself or, where shapes differ, a projection of the activated input. */
export const preactivated =
  (body: Body): Unit =>
  (b, x, filters, stride) => {
    const active = activated(b, x)
    const isKept = stride === 1 && x.shape.at(-1) === filters
    return b.sum(body(b, active, filters, stride), isKept ? x : b.conv(active, filters, { stride }))
  }
