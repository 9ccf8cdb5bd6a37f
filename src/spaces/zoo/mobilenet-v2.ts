import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { roundChannels } from '../blocks/round-channels.ts'
import { classifier, imageInput, type ScalableOptions } from './network.ts'

/** Expansion, filters, repeats, stride of the first. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const

/** Sandler et al. 2018, table 2. */
export function mobilenetV2({ size, width = 1, label = 'mobilenet_v2' }: ScalableOptions = {}): Architecture {
  const b = new Builder(label)
  const activation = 'relu6'
  let x = b.convNorm(imageInput(b, size), roundChannels(32 * width), { kernel: 3, stride: 2 }, activation)
  for (const [expansion, filters, repeats, first] of stages)
    for (let unit = 0; unit < repeats; unit++)
      x = invertedResidual(b, x, {
        kernel: 3,
        stride: unit === 0 ? first : 1,
        expanded: expansion * (x.shape.at(-1) ?? 0),
        filters: roundChannels(filters * width),
        activation,
      })
  x = b.convNorm(x, roundChannels(1280 * Math.max(1, width)), {}, activation)
  return b.build(classifier(b, x))
}
