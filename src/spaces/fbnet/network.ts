import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { byStage, choices, stages } from './choices.ts'

interface Form {
  /** Usual height and width of the input, pixels. */
  readonly size: number
  readonly stemStride: number
  /** Of the first layer of each stage. */
  readonly strides: readonly number[]
  readonly head: number
  readonly classes: number
}

/** As the code of HW-NAS-Bench builds both (Li et al. 2021, `FBNet_Infer`). */
export const forms = {
  cifar100: { size: 32, stemStride: 1, strides: [1, 1, 2, 2, 1, 2, 1], head: 1504, classes: 100 },
  imagenet: { size: 224, stemStride: 2, strides: [1, 2, 2, 2, 1, 2, 1], head: 1984, classes: 1000 },
} as const satisfies Readonly<Record<string, Form>>
export type FormName = keyof typeof forms

const channelsOf = (x: Value): number => x.shape.at(-1) ?? 0

/**
 * Expansion (a 1x1 convolution even at 1), depthwise convolution, projection; with two groups the channels are
 * shuffled in between. The input is added where the shapes allow.
 */
function block(
  b: Builder,
  x: Value,
  choice: (typeof choices)[number],
  filters: number,
  stride: number,
): Value {
  const { kernel, expansion, groups } = choice
  const wide = b.convNorm(x, expansion * channelsOf(x), { groups }, 'relu')
  const mixed = groups > 1 ? b.channelShuffle(wide, groups) : wide
  const filtered = b.depthwiseNorm(mixed, { kernel, stride }, 'relu')
  const projected = b.convNorm(filtered, filters, { groups })
  return stride === 1 && channelsOf(x) === filters ? b.sum(projected, x) : projected
}

/** Nothing where the shapes are equal, else a 1x1 convolution. */
const skipped = (b: Builder, x: Value, filters: number, stride: number): Value =>
  stride === 1 && channelsOf(x) === filters ? x : b.convNorm(x, filters, { stride }, 'relu')

/**
 * @param digits one of each of 22 layers.
 * @param size height and width of the input, pixels.
 */
export function network(digits: string, form: FormName, size: number, label: string): Architecture {
  const { stemStride, strides, head, classes } = forms[form]
  const b = new Builder(label)
  let x = b.convNorm(b.input([size, size, 3]), 16, { kernel: 3, stride: stemStride }, 'relu')
  for (const [stage, ofStage] of byStage(digits).entries())
    for (const [index, digit] of [...ofStage].entries()) {
      const [filters, stride] = [stages[stage]?.filters ?? 0, index === 0 ? (strides[stage] ?? 1) : 1]
      const choice = choices[Number(digit)]
      x = b.scope(`stage${stage + 1}/layer${index + 1}`, () =>
        choice ? block(b, x, choice, filters, stride) : skipped(b, x, filters, stride),
      )
    }
  return b.build(b.dense(b.globalAvgPool(b.convNorm(x, head, {}, 'relu')), classes))
}
