import type { Builder, Value } from '../../architecture/builder.ts'
import type { ActivationName } from '../../architecture/operation.ts'

export interface SqueezeExcite {
  /** Channels between the two 1x1 convolutions. */
  readonly channels: number
  /** @default 'relu' */ readonly inner?: ActivationName
  /** @default 'sigmoid' */ readonly gate?: ActivationName
}

/** Weighs each channel by what its mean says about all channels (Hu, Shen and Sun 2018). Keeps the shape. */
export function squeezeExcite(
  b: Builder,
  x: Value,
  { channels, inner = 'relu', gate = 'sigmoid' }: SqueezeExcite,
): Value {
  return b.scope('squeezeExcite', () => {
    const mean = b.globalAvgPool(x, { keepDims: true })
    const squeezed = b.activation(b.conv(mean, channels, { bias: true }), inner)
    const weights = b.conv(squeezed, x.shape.at(-1) ?? 0, { bias: true })
    return b.mul(x, b.activation(weights, gate))
  })
}
