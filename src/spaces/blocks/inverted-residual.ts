import type { Builder, Value } from '../../architecture/builder.ts'
import type { ActivationName } from '../../architecture/operation.ts'
import { squeezeExcite, type SqueezeExcite } from './squeeze-excite.ts'

export interface InvertedResidual {
  readonly kernel: number
  readonly stride: number
  /** Channels of the depthwise convolution. */
  readonly expanded: number
  /** A 1x1 convolution before it even where the channels stay as many. @default false */
  readonly alwaysExpands?: boolean
  readonly filters: number
  readonly activation: ActivationName
  readonly squeeze?: SqueezeExcite
  /** Adds the input where the shapes allow. @default true */ readonly skip?: boolean
}

/**
 * Linear bottleneck: 1x1 expansion, depthwise convolution, squeeze-and-excite where asked for, and a 1x1 projection
 * without activation (Sandler et al. 2018; with squeeze-and-excite Tan et al. 2019).
 */
export function invertedResidual(b: Builder, x: Value, options: InvertedResidual): Value {
  const { kernel, stride, expanded, alwaysExpands, filters, activation, squeeze, skip = true } = options
  const channels = x.shape.at(-1) ?? 0
  return b.scope('bottleneck', () => {
    const expands = alwaysExpands === true || expanded !== channels
    const wide = expands ? b.convNorm(x, expanded, {}, activation) : x
    const filtered = b.depthwiseNorm(wide, { kernel, stride }, activation)
    const weighed = squeeze ? squeezeExcite(b, filtered, squeeze) : filtered
    const projected = b.convNorm(weighed, filters)
    return skip && stride === 1 && filters === channels ? b.sum(projected, x) : projected
  })
}
