import type { Architecture, Shape } from '../../../../src/architecture/graph.ts'
import type { Operation, Pair } from '../../../../src/architecture/operation.ts'
import { borderOf, inferShapes } from '../../../../src/architecture/shapes.ts'

/** The shape of one operation, as it is spelt with each input size that means the same; the first is the usual one. */
type OperationShape = readonly [string, ...string[]]

const spelt = (kind: string, inputs: readonly [number, ...number[]], rest: string): OperationShape => {
  const [first, ...others] = inputs.map((input) => `${kind} ${input}x${rest}`)
  return [first ?? '', ...others]
}

const dense = (channels: number, units: number): OperationShape => [`dense ${channels} -> ${units}`]
const mean = (side: number, channels: number): OperationShape => spelt('mean', [side], `${channels}`)
const concat = (side: number, first: number, count: number, channels: number): OperationShape =>
  spelt('concat', [side], `${first} and ${count - 1} more -> ${channels}`)

const kinds: Readonly<Record<string, string>> = {
  CONV_2D: 'conv',
  CONV_2D_GROUP: 'conv',
  DEPTHWISE_CONV_2D: 'depthwise',
  MAX_POOL_2D: 'maxPool',
  AVERAGE_POOL_2D: 'avgPool',
}

/**
 * A row of the table of operations. A convolution of a 1x1 map is a dense layer, an average pool over the whole map a
 * mean: converters write either. Concatenations have the number of inputs in `kernel`, their sum in `filter`.
 */
export function rowShape(row: Readonly<Record<string, string>>): OperationShape {
  const number = (column: string) => Number(row[column])
  const [input, channels, output] = [number('input_shape'), number('input_channel'), number('output_shape')]
  const [kernel, filters, groups] = [number('kernel'), number('filter'), number('group')]
  switch (row.operation) {
    case 'FULLY_CONNECTED':
      return dense(channels, filters)
    case 'MEAN':
      return mean(input, channels)
    case 'CONCATENATION':
      return concat(input, channels, kernel, filters)
    default: {
      const kind = kinds[row.operation ?? ''] ?? `unknown ${row.operation}`
      return slid(kind, [input], channels, output, kernel, number('stride'), filters, groups)
    }
  }
}

function slid(
  kind: string,
  inputs: readonly [number, ...number[]],
  channels: number,
  output: number,
  kernel: number,
  stride: number,
  filters: number,
  groups: number,
): OperationShape {
  if (kind === 'conv' && inputs[0] === 1 && kernel === 1 && groups === 1) return dense(channels, filters)
  if (kind === 'avgPool' && output === 1 && inputs[0] === kernel) return mean(kernel, channels)
  const out = kind.endsWith('Pool') ? channels : kind === 'depthwise' ? channels * filters : filters
  const grouped = kind === 'conv' && groups > 1 ? ` groups ${groups}` : ''
  return spelt(kind, inputs, `${channels} -> ${output}x${out} kernel ${kernel} stride ${stride}${grouped}`)
}

/** The shapes of the operations that the table lists. Maps and windows must be square. */
export function operationShapes(architecture: Architecture): OperationShape[] {
  const shapes = inferShapes(architecture)
  const shape = (name: string): Shape => shapes.get(name) ?? []
  return architecture.nodes.flatMap((node) => {
    const found = shapeOf(node.operation, node.inputs.map(shape), shape(node.name))
    return found ? [found] : []
  })
}

function shapeOf(operation: Operation, inputs: readonly Shape[], output: Shape): OperationShape | undefined {
  const [first = []] = inputs
  const channels = first.at(-1) ?? 0
  switch (operation.kind) {
    case 'dense':
      return dense(channels, operation.units)
    case 'globalAvgPool':
      return mean(square(first), channels)
    case 'concat':
      return concat(square(first), channels, inputs.length, output.at(-1) ?? 0)
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'maxPool':
    case 'avgPool': {
      const kind = { conv2d: 'conv', depthwiseConv2d: 'depthwise', maxPool: 'maxPool', avgPool: 'avgPool' }
      const filters = 'filters' in operation ? operation.filters : 1
      const groups = 'groups' in operation ? operation.groups : 1
      const [kernel, stride, side] = [square(operation.kernel), square(operation.stride), square(output)]
      return slid(
        kind[operation.kind],
        sides(operation, first),
        channels,
        side,
        kernel,
        stride,
        filters,
        groups,
      )
    }
    default:
      return undefined
  }
}

function square([height = 0, width = 0]: Shape): number {
  if (height !== width) throw new RangeError(`${height}x${width} is no square.`)
  return height
}

/**
 * The input's side, and the sides that the table has where the converter pads first: with our border or with k // 2 on
 * every side, as PyTorch does, and as pytorchcv's TensorFlow layers do for its `ceil_mode` too.
 */
function sides(
  operation: Extract<Operation, { readonly kernel: Pair }>,
  input: Shape,
): readonly [number, ...number[]] {
  const side = square(input)
  const { top, bottom } = borderOf(operation.padding, [side, side], operation.kernel, operation.stride)
  const around = top + bottom > 0 ? 2 * Math.floor(operation.kernel[0] / 2) : 0
  return [side, side + top + bottom, side + around]
}

/**
 * What is left of both lists after each of ours has taken one of theirs that has a spelling of it, and how many of
 * theirs were found padded.
 */
export function unmatched(ours: readonly OperationShape[], theirs: readonly OperationShape[]) {
  const open = theirs.map(([text]) => text)
  const take = (text: string): boolean => {
    const place = open.indexOf(text)
    if (place >= 0) open.splice(place, 1)
    return place >= 0
  }
  // The usual spelling first, so that a padded reading does not take what another operation needs.
  const others = ours.filter(([text]) => !take(text))
  const onlyOurs = others.filter((texts) => !texts.some(take)).map(([text]) => text)
  return { onlyOurs, onlyTheirs: open, padded: others.length - onlyOurs.length }
}
