import { ArchitectureError, type Architecture, type Node, type Shape } from './graph.ts'
import { arity, type Border, type Operation, type Padding, type Pair } from './operation.ts'

/** Largest number of elements of one tensor: 2^31 - 1, what 32-bit indices of shaders can reach. */
const mostElements = 2 ** 31 - 1

export const elementsOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1)

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

/**
 * Shape of every node, by name.
 * @throws {ArchitectureError} naming the first node that is wrong: unknown or later inputs, wrong number of inputs,
 *   attributes out of range, shapes that do not fit together, a size of zero.
 */
export function inferShapes(architecture: Architecture): Map<string, Shape> {
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
  return shapes
}

/** Shape of one node from the shapes of its inputs. @throws {ArchitectureError} as `inferShapes`. */
export function inferShape(node: Node, inputs: readonly Shape[]): Shape {
  const shape = shapeOf(node, inputs)
  if (!shape.every((size) => Number.isInteger(size) && size > 0))
    throw new ArchitectureError(node.name, `its shape would be [${shape.join(', ')}]`)
  if (elementsOf(shape) > mostElements)
    throw new ArchitectureError(node.name, `its shape [${shape.join(', ')}] is too large`)
  return shape
}

function shapeOf(node: Node, inputs: readonly Shape[]): Shape {
  const { operation } = node
  if (!Object.hasOwn(arity, operation.kind))
    throw new ArchitectureError(node.name, `unknown operation "${String(operation.kind)}"`)
  const [least, most] = arity[operation.kind]
  if (inputs.length < least || inputs.length > most)
    throw new ArchitectureError(
      node.name,
      `${operation.kind} takes ${least} to ${most} inputs, not ${inputs.length}`,
    )
  const require = (condition: boolean, problem: string) => {
    if (!condition) throw new ArchitectureError(node.name, problem)
  }
  const counts = (problem: string, ...values: readonly number[]) =>
    require(values.every((value) => Number.isInteger(value) && value > 0), problem)
  const first = inputs[0] ?? []
  const map = (): readonly [number, number, number] => {
    const [height, width, channels] = first
    if (first.length !== 3 || height === undefined || width === undefined || channels === undefined)
      throw new ArchitectureError(
        node.name,
        `${operation.kind} needs [height, width, channels], not [${first.join(', ')}]`,
      )
    return [height, width, channels]
  }

  switch (operation.kind) {
    case 'input':
      require(operation.shape.length === 1 || operation.shape.length === 3, 'an input has 1 or 3 axes')
      return operation.shape
    case 'conv2d': {
      const channels = map()[2]
      counts('filters and groups are whole numbers above 0', operation.filters, operation.groups)
      require(channels % operation.groups ===
        0, `${channels} channels do not divide into ${operation.groups} groups`)
      require(operation.filters % operation.groups ===
        0, `${operation.filters} filters do not divide into ${operation.groups} groups`)
      return [...slide(), operation.filters]
    }
    case 'depthwiseConv2d':
      counts('the multiplier is a whole number above 0', operation.multiplier)
      return [...slide(), map()[2] * operation.multiplier]
    case 'maxPool':
    case 'avgPool':
      return [...slide(), map()[2]]
    case 'dense':
      counts('units is a whole number above 0', operation.units)
      require(first.length === 1, `dense needs [features], not [${first.join(', ')}]: flatten first`)
      return [operation.units]
    case 'globalAvgPool':
      return operation.keepDims ? [1, 1, map()[2]] : [map()[2]]
    case 'add':
    case 'mul':
      return broadcast(node, first, inputs[1] ?? [])
    case 'concat': {
      const place = first.slice(0, -1)
      for (const shape of inputs)
        require(shape.length === first.length &&
          place.every(
            (size, axis) => size === shape[axis],
          ), `[${shape.join(', ')}] cannot be joined to [${first.join(', ')}]`)
      return [...place, inputs.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0)]
    }
    case 'slice':
      require(operation.begin.length === first.length &&
        operation.size.length === first.length, `begin and size need ${first.length} axes`)
      first.forEach((size, axis) => {
        const [begin, length] = [operation.begin[axis] ?? 0, operation.size[axis] ?? 0]
        require(Number.isInteger(begin) &&
          Number.isInteger(length) &&
          begin >= 0 &&
          length > 0 &&
          begin + length <=
            size, `${begin} to ${begin + length} lies outside of axis ${axis} of [${first.join(', ')}]`)
      })
      return operation.size
    case 'channelShuffle':
      counts('groups is a whole number above 0', operation.groups)
      require(map()[2] % operation.groups ===
        0, `${map()[2]} channels do not divide into ${operation.groups} groups`)
      return first
    case 'resize':
      return [...operation.size, map()[2]]
    case 'pad': {
      const [height, width, channels] = map()
      requireBorder(operation.border)
      const { top, bottom, left, right } = operation.border
      return [height + top + bottom, width + left + right, channels]
    }
    case 'batchNorm':
    case 'layerNorm':
      require(operation.epsilon > 0, 'epsilon must be above 0')
      return first
    case 'attention': {
      const [height, width, channels] = map()
      const [keys = [], values = []] = inputs.slice(1)
      const valueChannels = values.at(-1) ?? 0
      counts('heads is a whole number above 0', operation.heads)
      require(keys.length === 3 && keys[2] === channels, 'queries and keys have the same channels')
      require(values.length === 3 &&
        values[0] === keys[0] &&
        values[1] === keys[1], 'keys and values have the same places')
      require(channels % operation.heads === 0 &&
        valueChannels % operation.heads ===
          0, `${channels} and ${valueChannels} channels do not divide into ${operation.heads} heads`)
      return [height, width, valueChannels]
    }
    case 'activation':
    case 'softmax':
      return first
    case 'flatten':
      return [elementsOf(first)]
    default:
      return operation satisfies never
  }

  function requireBorder(border: Border): void {
    const zeros = [border.top, border.bottom, border.left, border.right]
    require(zeros.every(
      (count) => Number.isInteger(count) && count >= 0,
    ), 'padding is a whole number, 0 or more')
  }

  function slide(): Pair {
    const window = operation as Extract<Operation, { kernel: Pair }>
    const dilation = 'dilation' in window ? window.dilation : ([1, 1] as const)
    counts(
      'kernel, stride and dilation are whole numbers above 0',
      ...window.kernel,
      ...window.stride,
      ...dilation,
    )
    // TensorFlow's kernels know no convolution that strides and dilates at once.
    require(Math.max(...dilation) === 1 ||
      Math.max(...window.stride) === 1, 'stride and dilation cannot both be above 1')
    if (typeof window.padding !== 'string') requireBorder(window.padding)
    const [height, width] = map()
    const extent = extentOf(window.kernel, dilation)
    const { top, bottom, left, right } = borderOf(window.padding, [height, width], extent, window.stride)
    return [
      Math.floor((height + top + bottom - extent[0]) / window.stride[0]) + 1,
      Math.floor((width + left + right - extent[1]) / window.stride[1]) + 1,
    ]
  }
}

function broadcast(node: Node, a: Shape, b: Shape): Shape {
  const fits =
    a.length === b.length && a.every((size, axis) => size === b[axis] || size === 1 || b[axis] === 1)
  if (!fits)
    throw new ArchitectureError(node.name, `[${a.join(', ')}] and [${b.join(', ')}] do not fit together`)
  return a.map((size, axis) => Math.max(size, b[axis] ?? 1))
}
