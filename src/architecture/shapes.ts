import { ArchitectureError, type Architecture, type Node, type Shape } from './graph.ts'
import { arity, type Border, type Padding, type Pair, type Pool } from './operation.ts'

/** Largest number of elements of one tensor: 2^31 - 1, what 32-bit indices of shaders can reach. */
const mostElements = 2 ** 31 - 1

export function elementsOf(shape: Shape): number {
  let elements = 1
  for (const size of shape) elements *= size
  return elements
}

/**
 * The zeros that `padding` adds to a map of `size` elements for a window of `extent` (kernel with dilation).
 * `same` is TensorFlow's rule: the odd zero comes after the end.
 */
export function borderOf(padding: Padding, size: Pair, extent: Pair, stride: Pair): Border {
  if (padding === 'valid') return { top: 0, bottom: 0, left: 0, right: 0 }
  if (padding !== 'same') return padding
  const total = (axis: 0 | 1) =>
    Math.max(0, (Math.ceil(size[axis] / stride[axis]) - 1) * stride[axis] + extent[axis] - size[axis])
  const [high, wide] = [total(0), total(1)]
  const [top, left] = [Math.floor(high / 2), Math.floor(wide / 2)]
  return { top, bottom: high - top, left, right: wide - left }
}

/** Extent of a dilated kernel in elements. */
export const extentOf = (kernel: Pair, dilation: Pair = [1, 1]): Pair => [
  (kernel[0] - 1) * dilation[0] + 1,
  (kernel[1] - 1) * dilation[1] + 1,
]

/** Architectures never change: the shapes of one are inferred once. */
const known = new WeakMap<Architecture, ReadonlyMap<string, Shape>>()

/** For a builder, which has inferred the shapes of exactly these nodes already. */
export function keepShapes(architecture: Architecture, shapes: ReadonlyMap<string, Shape>): void {
  known.set(architecture, shapes)
}

/**
 * Shape of every node, by name.
 * @throws {ArchitectureError} naming the first node that is wrong: unknown or later inputs, wrong number of inputs,
 *   attributes out of range, shapes that do not fit together, a size of zero.
 */
export function inferShapes(architecture: Architecture): ReadonlyMap<string, Shape> {
  const before = known.get(architecture)
  if (before) return before
  const shapes = new Map<string, Shape>()
  for (const node of architecture.nodes) {
    if (shapes.has(node.name)) throw new ArchitectureError(node.name, 'the name is used twice')
    const inputs = node.inputs.map((name) => {
      const shape = shapes.get(name)
      if (!shape) throw new ArchitectureError(node.name, `its input "${name}" is unknown or comes later`)
      return shape
    })
    shapes.set(node.name, inferShape(node, inputs))
  }
  for (const output of architecture.outputs)
    if (!shapes.has(output)) throw new ArchitectureError(output, 'is named as an output but does not exist')
  if (architecture.outputs.length === 0) throw new ArchitectureError(architecture.label, 'has no output')
  known.set(architecture, shapes)
  return shapes
}

/** Shape of one node from the shapes of its inputs. @throws {ArchitectureError} as `inferShapes`. */
export function inferShape(node: Node, inputs: readonly Shape[]): Shape {
  const shape = shapeOf(node, inputs)
  if (!shape.every(isCount))
    throw new ArchitectureError(node.name, `its shape would be [${shape.join(', ')}]`)
  if (elementsOf(shape) > mostElements)
    throw new ArchitectureError(node.name, `its shape [${shape.join(', ')}] is too large`)
  return shape
}

function shapeOf(node: Node, inputs: readonly Shape[]): Shape {
  const { operation } = node
  requireArity(node, inputs.length)
  const first = inputs[0] ?? []
  switch (operation.kind) {
    case 'input':
      if (operation.shape.length !== 1 && operation.shape.length !== 3)
        throw new ArchitectureError(node.name, 'an input has 1 or 3 axes')
      return operation.shape
    case 'conv2d': {
      requireCounts(node, 'filters and groups', operation.filters, operation.groups)
      requireDivision(node, channelsOf(node, first), 'channels', operation.groups, 'groups')
      requireDivision(node, operation.filters, 'filters', operation.groups, 'groups')
      return slid(node, operation, operation.dilation, first, operation.filters)
    }
    case 'depthwiseConv2d':
      requireCounts(node, 'the multiplier', operation.multiplier)
      return slid(node, operation, operation.dilation, first, channelsOf(node, first) * operation.multiplier)
    case 'maxPool':
    case 'avgPool':
      return slid(node, operation, notDilated, first, channelsOf(node, first))
    case 'dense':
      requireCounts(node, 'units', operation.units)
      if (first.length !== 1)
        throw new ArchitectureError(
          node.name,
          `dense needs [features], not [${first.join(', ')}]: flatten first`,
        )
      return [operation.units]
    case 'globalAvgPool':
      return operation.keepDims ? [1, 1, channelsOf(node, first)] : [channelsOf(node, first)]
    case 'add':
    case 'mul':
      return broadcast(node, first, inputs[1] ?? [])
    case 'concat':
      return joined(node, inputs)
    case 'slice':
      requireSlice(node, operation.begin, operation.size, first)
      return operation.size
    case 'channelShuffle':
      requireCounts(node, 'groups', operation.groups)
      requireDivision(node, channelsOf(node, first), 'channels', operation.groups, 'groups')
      return first
    case 'resize':
      return [...operation.size, channelsOf(node, first)]
    case 'pad': {
      const [height, width, channels] = mapOf(node, first)
      requireBorder(node, operation.border)
      const { top, bottom, left, right } = operation.border
      return [height + top + bottom, width + left + right, channels]
    }
    case 'batchNorm':
    case 'layerNorm':
      if (!(operation.epsilon > 0)) throw new ArchitectureError(node.name, 'epsilon must be above 0')
      return first
    case 'attention':
      return attended(node, operation.heads, mapOf(node, first), inputs[1] ?? [], inputs[2] ?? [])
    case 'activation':
    case 'softmax':
      return first
    case 'flatten':
      return [elementsOf(first)]
    default:
      return operation satisfies never
  }
}

const notDilated: Pair = [1, 1]

function requireArity({ name, operation }: Node, given: number): void {
  if (!Object.hasOwn(arity, operation.kind))
    throw new ArchitectureError(name, `unknown operation "${String(operation.kind)}"`)
  const [least, most] = arity[operation.kind]
  if (given < least || given > most)
    throw new ArchitectureError(name, `${operation.kind} takes ${least} to ${most} inputs, not ${given}`)
}

const isCount = (value: number): boolean => Number.isInteger(value) && value > 0

const areCounts = ([first, second]: Pair): boolean => isCount(first) && isCount(second)

function requireCounts(node: Node, what: string, ...values: readonly number[]): void {
  if (values.every(isCount)) return
  const verb = what.endsWith('s') ? 'are whole numbers' : 'is a whole number'
  throw new ArchitectureError(node.name, `${what} ${verb} above 0`)
}

function requireDivision(node: Node, count: number, what: string, parts: number, into: string): void {
  if (count % parts !== 0)
    throw new ArchitectureError(node.name, `${count} ${what} do not divide into ${parts} ${into}`)
}

function mapOf({ name, operation }: Node, shape: Shape): readonly [number, number, number] {
  const [height, width, channels] = shape
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined)
    throw new ArchitectureError(
      name,
      `${operation.kind} needs [height, width, channels], not [${shape.join(', ')}]`,
    )
  return [height, width, channels]
}

const channelsOf = (node: Node, shape: Shape): number => mapOf(node, shape)[2]

const isZeros = (count: number): boolean => Number.isInteger(count) && count >= 0

function requireBorder(node: Node, { top, bottom, left, right }: Border): void {
  if (!isZeros(top) || !isZeros(bottom) || !isZeros(left) || !isZeros(right))
    throw new ArchitectureError(node.name, 'padding is a whole number, 0 or more')
}

/** What a sliding window leaves of a map. */
function slid(
  node: Node,
  { kernel, stride, padding }: Pick<Pool, 'kernel' | 'stride' | 'padding'>,
  dilation: Pair,
  input: Shape,
  channels: number,
): Shape {
  if (!areCounts(kernel) || !areCounts(stride) || !areCounts(dilation))
    throw new ArchitectureError(node.name, 'kernel, stride and dilation are whole numbers above 0')
  // TensorFlow's kernels know no convolution that strides and dilates at once.
  if (Math.max(dilation[0], dilation[1]) > 1 && Math.max(stride[0], stride[1]) > 1)
    throw new ArchitectureError(node.name, 'stride and dilation cannot both be above 1')
  if (typeof padding !== 'string') requireBorder(node, padding)
  const [height, width] = mapOf(node, input)
  const extent = extentOf(kernel, dilation)
  const { top, bottom, left, right } = borderOf(padding, [height, width], extent, stride)
  return [
    Math.floor((height + top + bottom - extent[0]) / stride[0]) + 1,
    Math.floor((width + left + right - extent[1]) / stride[1]) + 1,
    channels,
  ]
}

function joined(node: Node, inputs: readonly Shape[]): Shape {
  const [first = []] = inputs
  const place = first.slice(0, -1)
  let channels = 0
  for (const shape of inputs) {
    if (shape.length !== first.length || !place.every((size, axis) => size === shape[axis]))
      throw new ArchitectureError(
        node.name,
        `[${shape.join(', ')}] cannot be joined to [${first.join(', ')}]`,
      )
    channels += shape.at(-1) ?? 0
  }
  return [...place, channels]
}

function requireSlice(node: Node, begin: Shape, size: Shape, shape: Shape): void {
  if (begin.length !== shape.length || size.length !== shape.length)
    throw new ArchitectureError(node.name, `begin and size need ${shape.length} axes`)
  for (const [axis, whole] of shape.entries()) {
    const [from, length] = [begin[axis] ?? 0, size[axis] ?? 0]
    if (!isZeros(from) || !isCount(length) || from + length > whole)
      throw new ArchitectureError(
        node.name,
        `${from} to ${from + length} lies outside of axis ${axis} of [${shape.join(', ')}]`,
      )
  }
}

function attended(
  node: Node,
  heads: number,
  queries: readonly [number, number, number],
  keys: Shape,
  values: Shape,
): Shape {
  requireCounts(node, 'heads', heads)
  const [height, width, channels] = queries
  if (keys.length !== 3 || keys[2] !== channels)
    throw new ArchitectureError(node.name, 'queries and keys have the same channels')
  if (values.length !== 3 || values[0] !== keys[0] || values[1] !== keys[1])
    throw new ArchitectureError(node.name, 'keys and values have the same places')
  const valueChannels = values[2] ?? 0
  requireDivision(node, channels, 'channels', heads, 'heads')
  requireDivision(node, valueChannels, 'channels', heads, 'heads')
  return [height, width, valueChannels]
}

function broadcast(node: Node, a: Shape, b: Shape): Shape {
  const fits =
    a.length === b.length && a.every((size, axis) => size === b[axis] || size === 1 || b[axis] === 1)
  if (!fits)
    throw new ArchitectureError(node.name, `[${a.join(', ')}] and [${b.join(', ')}] do not fit together`)
  return a.map((size, axis) => Math.max(size, b[axis] ?? 1))
}
