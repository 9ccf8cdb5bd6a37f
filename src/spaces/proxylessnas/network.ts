import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { byStage, choices, widths } from './choices.ts'
import { keyOf, type ProxylessKey } from './key.ts'

/** Of the first layer of each stage. */
const strides = [2, 2, 2, 1, 2, 1]
const activation = 'relu6'

/** Cai, Zhu and Han 2019, figure 4. */
export function network(key: ProxylessKey): Architecture {
  const { stem, first, stages, head } = widths[key.widths]
  const b = new Builder(keyOf(key))
  let x = b.convNorm(b.input([key.size, key.size, 3]), stem, { kernel: 3, stride: 2 }, activation)
  x = invertedResidual(b, x, { kernel: 3, stride: 1, expanded: stem, filters: first, activation })
  for (const [stage, ofStage] of byStage(key.digits).entries())
    for (const [index, digit] of [...ofStage].entries()) {
      const choice = choices[Number(digit)]
      if (!choice) continue
      const { kernel, expansion } = choice
      const expanded = expansion * (x.shape.at(-1) ?? 0)
      const [filters, stride] = [stages[stage] ?? 0, index === 0 ? (strides[stage] ?? 1) : 1]
      x = b.scope(`stage${stage + 1}/layer${index + 1}`, () =>
        invertedResidual(b, x, { kernel, stride, expanded, filters, activation }),
      )
    }
  return b.build(b.dense(b.globalAvgPool(b.convNorm(x, head, {}, activation)), 1000))
}
