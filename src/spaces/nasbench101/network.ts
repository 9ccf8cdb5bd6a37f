import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import type { Cell } from './cell.ts'
import { vertexChannels } from './channels.ts'

export const usualSize = 32
const [stacks, cellsPerStack, stemChannels, classes] = [3, 3, 128, 10]
export const cells = stacks * cellsPerStack
const convNormRelu = (b: Builder, x: Value, filters: number, kernel: number): Value =>
  b.convNorm(x, filters, { kernel }, 'relu')

const sum = (b: Builder, [first, ...others]: readonly [Value, ...Value[]]): Value =>
  others.reduce((total, value) => b.sum(total, value), first)

/**
 * One cell (`build_module` of the published code): a vertex reads the sum of what leads to it, cut to its channels; the
 * input is projected by a 1x1 convolution for each vertex that reads it; the output joins what it reads, and adds the
 * projected input.
 */
function cellOf(b: Builder, x: Value, cell: Cell, output: number): Value {
  const channels = vertexChannels(cell, output)
  const values: Value[] = [x]
  const cut = (value: Value, count: number) =>
    value.shape.at(-1) === count ? value : b.channels(value, 0, count)
  cell.operations.forEach((operation, index) => {
    const vertex = index + 1
    const count = channels[vertex] ?? 0
    const read = cell.inputs[vertex] ?? []
    const inner = read
      .flatMap((from) => (from > 0 ? (values[from] ?? []) : []))
      .map((value) => cut(value, count))
    const [first, ...others] = read.includes(0) ? [...inner, convNormRelu(b, x, count, 1)] : inner
    const total = sum(b, [first ?? x, ...others])
    values.push(
      operation === 'mp'
        ? b.maxPool(total, { kernel: 3, stride: 1, padding: 'same' })
        : convNormRelu(b, total, count, operation === 'c3' ? 3 : 1),
    )
  })
  const read = cell.inputs.at(-1) ?? []
  const joined = read.flatMap((from) => (from > 0 ? (values[from] ?? []) : []))
  if (joined.length === 0) return convNormRelu(b, x, output, 1)
  const result = b.concat(...joined)
  return read.includes(0) ? b.sum(result, convNormRelu(b, x, output, 1)) : result
}

/**
 * Stem of 128 channels, three stacks of three cells, pooling and twice the channels between them, ten classes
 * (Ying et al. 2019, figure 1 and `model_builder.py`).
 * @param size height and width of the input, pixels.
 */
export function network(cell: Cell, size: number, label: string): Architecture {
  const b = new Builder(label)
  let x = convNormRelu(b, b.input([size, size, 3]), stemChannels, 3)
  for (let stack = 0; stack < stacks; stack++) {
    if (stack > 0) x = b.maxPool(x, { kernel: 2, padding: 'same' })
    for (let index = 1; index <= cellsPerStack; index++)
      x = b.scope(`stack${stack + 1}/cell${index}`, () => cellOf(b, x, cell, stemChannels * 2 ** stack))
  }
  return b.build(b.dense(b.globalAvgPool(x), classes))
}
