import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import type { ActivationName } from '../../architecture/operation.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { roundChannels } from '../blocks/round-channels.ts'
import { classes, imageInput, type ScalableOptions } from './network.ts'

/** Kernel, expanded channels, filters, squeeze-and-excite, activation, stride. */
type Unit = readonly [number, number, number, boolean, ActivationName, number]

const large: readonly Unit[] = [
  [3, 16, 16, false, 'relu', 1],
  [3, 64, 24, false, 'relu', 2],
  [3, 72, 24, false, 'relu', 1],
  [5, 72, 40, true, 'relu', 2],
  [5, 120, 40, true, 'relu', 1],
  [5, 120, 40, true, 'relu', 1],
  [3, 240, 80, false, 'hardSwish', 2],
  [3, 200, 80, false, 'hardSwish', 1],
  [3, 184, 80, false, 'hardSwish', 1],
  [3, 184, 80, false, 'hardSwish', 1],
  [3, 480, 112, true, 'hardSwish', 1],
  [3, 672, 112, true, 'hardSwish', 1],
  [5, 672, 160, true, 'hardSwish', 2],
  [5, 960, 160, true, 'hardSwish', 1],
  [5, 960, 160, true, 'hardSwish', 1],
]

const small: readonly Unit[] = [
  [3, 16, 16, true, 'relu', 2],
  [3, 72, 24, false, 'relu', 2],
  [3, 88, 24, false, 'relu', 1],
  [5, 96, 40, true, 'hardSwish', 2],
  [5, 240, 40, true, 'hardSwish', 1],
  [5, 240, 40, true, 'hardSwish', 1],
  [5, 120, 48, true, 'hardSwish', 1],
  [5, 144, 48, true, 'hardSwish', 1],
  [5, 288, 96, true, 'hardSwish', 2],
  [5, 576, 96, true, 'hardSwish', 1],
  [5, 576, 96, true, 'hardSwish', 1],
]

/** Howard et al. 2019, tables 1 and 2, with torchvision's squeeze channels (a quarter, in multiples of 8). */
function mobilenetV3(
  units: readonly Unit[],
  last: number,
  label: string,
  { size, width = 1 }: ScalableOptions,
): Architecture {
  const b = new Builder(label)
  const scaled = (channels: number) => roundChannels(channels * width)
  let x = b.convNorm(imageInput(b, size), scaled(16), { kernel: 3, stride: 2 }, 'hardSwish')
  for (const [kernel, channels, filters, squeezes, activation, stride] of units) {
    const expanded = scaled(channels)
    const options = { kernel, stride, expanded, filters: scaled(filters), activation }
    const squeeze = { channels: roundChannels(expanded / 4), gate: 'hardSigmoid' } as const
    x = invertedResidual(b, x, squeezes ? { ...options, squeeze } : options)
  }
  x = b.convNorm(x, 6 * (x.shape.at(-1) ?? 0), {}, 'hardSwish')
  const features = b.activation(b.dense(b.globalAvgPool(x), scaled(last)), 'hardSwish')
  return b.build(b.dense(features, classes))
}

export const mobilenetV3Large = (options: ScalableOptions = {}): Architecture =>
  mobilenetV3(large, 1280, options.label ?? 'mobilenet_v3_large', options)

export const mobilenetV3Small = (options: ScalableOptions = {}): Architecture =>
  mobilenetV3(small, 1024, options.label ?? 'mobilenet_v3_small', options)
