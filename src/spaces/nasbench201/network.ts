import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import type { Computation } from './computation.ts'
import { planOf, type Plan, type Step } from './plan.ts'

export const usualSize = 32
export const cellsPerStage = 5
const widths = [16, 32, 64]
export const stages = widths.length
const classes = 10

/** ReLU, convolution, batch norm. */
function reluConvNorm(b: Builder, x: Value, filters: number, kernel: number, stride = 1): Value {
  return b.batchNorm(b.conv(b.activation(x, 'relu'), filters, { kernel, stride }))
}

function stepOf(b: Builder, { operation }: Step, x: Value, y: Value, width: number): Value {
  switch (operation) {
    case 'add':
      return b.sum(x, y)
    case 'nor_conv_1x1':
      return reluConvNorm(b, x, width, 1)
    case 'nor_conv_3x3':
      return reluConvNorm(b, x, width, 3)
    case 'avg_pool_3x3':
      // PyTorch's count_include_pad=False: TensorFlow's `same` leaves the zeros out of the mean too.
      return b.avgPool(x, { kernel: 3, stride: 1, padding: 'same' })
    default:
      return x
  }
}

function cell(b: Builder, x: Value, { steps, output }: Plan, width: number): Value {
  const values = [x]
  for (const step of steps) {
    const [first = x, second = x] = step.inputs.map((input) => values[input] ?? x)
    values.push(stepOf(b, step, first, second, width))
  }
  return values[output] ?? x
}

/**
 * The residual block that halves the map. Its mean over 2x2 is `same` here: the original has no odd sizes, where its
 * two branches would not fit together.
 */
function reduction(b: Builder, x: Value, filters: number): Value {
  const halved = reluConvNorm(b, x, filters, 3, 2)
  const shortcut = b.conv(b.avgPool(x, { kernel: 2, padding: 'same' }), filters)
  return b.sum(reluConvNorm(b, halved, filters, 3), shortcut)
}

/**
 * Stem, three stages of five cells with a residual block between them, ten classes (Dong and Yang 2020, figure 1 and
 * their code, `TinyNetwork`).
 * @param size height and width of the input, pixels.
 */
export function network(computation: Computation, size: number, label: string): Architecture {
  const b = new Builder(label)
  const plan = planOf(computation)
  let x = b.batchNorm(b.conv(b.input([size, size, 3]), widths[0] ?? 0, { kernel: 3 }))
  for (const [stage, width] of widths.entries()) {
    if (stage > 0) x = b.scope(`reduction${stage}`, () => reduction(b, x, width))
    for (let index = 1; index <= cellsPerStage; index++)
      x = b.scope(`stage${stage + 1}/cell${index}`, () => cell(b, x, plan, width))
  }
  const last = b.activation(b.batchNorm(x), 'relu')
  return b.build(b.dense(b.globalAvgPool(last), classes))
}
