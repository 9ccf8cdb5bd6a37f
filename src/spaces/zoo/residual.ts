import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ScalableOptions } from './network.ts'

/** From a map to one of `filters` channels whose sides are those divided by `stride`, rounded up. */
export type Unit = (b: Builder, x: Value, filters: number, stride: number) => Value

export interface ResidualDesign {
  readonly unit: Unit
  /** Units of each of the four stages; all but the first stage begin with a stride of 2. */
  readonly repeats: readonly [number, number, number, number]
  /** Channels that leave the first stage; every later stage has twice those before it. */
  readonly filters: number
  /** What follows the last unit. @default nothing */
  readonly end?: (b: Builder, x: Value) => Value
}

/** 7x7 and max pool, a stride of 2 each (He et al. 2016, table 1). */
export function stem(b: Builder, x: Value, filters = 64): Value {
  const filtered = b.convNorm(x, filters, { kernel: 7, stride: 2 }, 'relu')
  return b.maxPool(filtered, { kernel: 3, stride: 2, padding: 'same' })
}

/** The network of a design. The last unit keeps its channels at every width, as in pytorchcv. */
export function residual(
  { unit, repeats, filters, end }: ResidualDesign,
  { size, width = 1, label = 'residual' }: ScalableOptions,
): Architecture {
  const b = new Builder(label)
  const scaled = (channels: number) => Math.floor(channels * width)
  let x = stem(b, imageInput(b, size), scaled(64))
  for (const [stage, count] of repeats.entries())
    for (let index = 0; index < count; index++) {
      const isLast = stage === repeats.length - 1 && index === count - 1
      const channels = filters * 2 ** stage
      const stride = stage > 0 && index === 0 ? 2 : 1
      x = b.scope(`stage${stage + 1}/unit${index + 1}`, () =>
        unit(b, x, isLast ? channels : scaled(channels), stride),
      )
    }
  return b.build(classifier(b, end ? end(b, x) : x))
}
