import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { roundChannels } from '../blocks/round-channels.ts'
import { keyText, slotsPerStage, type OfaKey } from './key.ts'

/** Filters, stride of the first block, activation, squeeze-and-excite (`OFAMobileNetV3`, width 1.0). */
export const stagesOfNetwork = [
  [24, 2, 'relu', false],
  [40, 2, 'relu', true],
  [80, 2, 'hardSwish', false],
  [112, 1, 'hardSwish', true],
  [160, 2, 'hardSwish', true],
] as const

/** The subnet of the supernet `ofa_mbv3_d234_e346_k357_w1.0` (Cai et al. 2020). */
export function network(key: OfaKey): Architecture {
  const { kernels, expansions, depths, resolution } = key
  const b = new Builder(keyText(key))
  let x = b.convNorm(b.input([resolution, resolution, 3]), 16, { kernel: 3, stride: 2 }, 'hardSwish')
  x = invertedResidual(b, x, { kernel: 3, stride: 1, expanded: 16, filters: 16, activation: 'relu' })
  for (const [stage, [filters, first, activation, squeezes]] of stagesOfNetwork.entries())
    for (let index = 0; index < Number(depths[stage]); index++) {
      const slot = stage * slotsPerStage + index
      const expanded = roundChannels(Number(expansions[slot]) * (x.shape.at(-1) ?? 0))
      const options = {
        kernel: Number(kernels[slot]),
        stride: index === 0 ? first : 1,
        expanded,
        filters,
        activation,
      }
      const squeeze = { channels: roundChannels(Math.floor(expanded / 4)), gate: 'hardSigmoid' } as const
      x = b.scope(`stage${stage + 1}/block${index + 1}`, () =>
        invertedResidual(b, x, squeezes ? { ...options, squeeze } : options),
      )
    }
  x = b.convNorm(x, 960, {}, 'hardSwish')
  const features = b.activation(b.conv(b.globalAvgPool(x, { keepDims: true }), 1280), 'hardSwish')
  return b.build(b.dense(b.flatten(features), 1000))
}
