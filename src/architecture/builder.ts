import { ArchitectureError, type Architecture, type Node, type Shape } from './graph.ts'
import {
  activationNames,
  type ActivationName,
  type Border,
  type Operation,
  type Padding,
  type Pair,
} from './operation.ts'
import { withoutDeadNodes } from './prune.ts'
import { inferShape, keepShapes } from './shapes.ts'

/** Made once: equal operations that are one object are hashed once. */
const addition = { kind: 'add' } as const
const multiplication = { kind: 'mul' } as const
const standardNorm = { kind: 'batchNorm', epsilon: 1e-3 } as const
const activations = Object.fromEntries(
  activationNames.map((name) => [name, { kind: 'activation', name }]),
) as Readonly<Record<ActivationName, Operation>>

/** Networks have some dozens of different convolutions, a space some thousands. */
const mostConvolutions = 4096
const convolutions = new Map<string, Operation>()

function keptConvolution(key: string, make: () => Operation): Operation {
  let operation = convolutions.get(key)
  if (!operation) {
    operation = make()
    if (convolutions.size >= mostConvolutions) convolutions.clear()
    convolutions.set(key, operation)
  }
  return operation
}

type Size = number | Pair
const pair = (size: Size): Pair => (typeof size === 'number' ? [size, size] : size)

/** A value in a network under construction. */
export interface Value {
  readonly name: string
  readonly shape: Shape
}

export interface ConvOptions {
  /** @default 1 */ readonly kernel?: Size
  /** @default 1 */ readonly stride?: Size
  /** @default 'same'; a number means that many zeros on every side */ readonly padding?: Padding | number
  /** @default 1 */ readonly dilation?: Size
  /** @default 1 */ readonly groups?: number
  /** @default false: batch norm follows */ readonly bias?: boolean
}

export type DepthwiseOptions = Omit<ConvOptions, 'groups'> & {
  /** @default 1 */ readonly multiplier?: number
}

export interface PoolOptions {
  readonly kernel: Size
  /** @default the kernel */ readonly stride?: Size
  /** @default 'valid' */ readonly padding?: Padding | number
}

const paddingOf = (padding: Padding | number): Padding =>
  typeof padding === 'number' ? { top: padding, bottom: padding, left: padding, right: padding } : padding

/**
 * Builds an architecture node by node; every value knows its shape at once, so that a mistake is reported where it is
 * made. Names are `<kind><number>` unless `scope` adds a prefix.
 */
export class Builder {
  readonly #nodes: Node[] = []
  #shapes = new Map<string, Shape>()
  /** Whether `build` has handed the shapes out, so that they must stay as they are. */
  #isShared = false
  /** Names that no node reads so far. */
  readonly #unread = new Set<string>()
  #prefix = ''

  constructor(readonly label: string) {}

  /** Names of what `build` adds begin with `name/`. */
  scope<Result>(name: string, build: () => Result): Result {
    const before = this.#prefix
    this.#prefix = `${before}${name}/`
    try {
      return build()
    } finally {
      this.#prefix = before
    }
  }

  /** Adds any operation. @throws {ArchitectureError} where it does not fit its inputs. */
  add(operation: Operation, ...inputs: readonly Value[]): Value {
    const name = `${this.#prefix}${operation.kind}${this.#nodes.length}`
    const node: Node = { name, operation, inputs: inputs.map((input) => input.name) }
    const shapes = inputs.map((input) => {
      const shape = this.#shapes.get(input.name)
      if (!shape) throw new ArchitectureError(name, `its input "${input.name}" is not of this network`)
      return shape
    })
    const shape = inferShape(node, shapes)
    if (this.#isShared) {
      this.#shapes = new Map(this.#shapes)
      this.#isShared = false
    }
    for (const input of node.inputs) this.#unread.delete(input)
    this.#unread.add(name)
    this.#nodes.push(node)
    this.#shapes.set(name, shape)
    return { name, shape }
  }

  input(shape: Shape): Value {
    return this.add({ kind: 'input', shape })
  }

  conv(x: Value, filters: number, options: ConvOptions = {}): Value {
    const { kernel = 1, stride = 1, padding = 'same', dilation = 1, groups = 1, bias = false } = options
    const make = (): Operation => ({
      kind: 'conv2d',
      filters,
      kernel: pair(kernel),
      stride: pair(stride),
      padding: paddingOf(padding),
      dilation: pair(dilation),
      groups,
      bias,
    })
    if (typeof padding === 'object') return this.add(make(), x)
    const key = `${filters} ${kernel} ${stride} ${padding} ${dilation} ${groups} ${bias}`
    return this.add(keptConvolution(key, make), x)
  }

  depthwise(x: Value, options: DepthwiseOptions = {}): Value {
    const { kernel = 3, stride = 1, padding = 'same', dilation = 1, multiplier = 1, bias = false } = options
    return this.add(
      {
        kind: 'depthwiseConv2d',
        kernel: pair(kernel),
        stride: pair(stride),
        padding: paddingOf(padding),
        dilation: pair(dilation),
        multiplier,
        bias,
      },
      x,
    )
  }

  dense(x: Value, units: number, { bias = true }: { readonly bias?: boolean } = {}): Value {
    return this.add({ kind: 'dense', units, bias }, x)
  }

  maxPool(x: Value, options: PoolOptions): Value {
    return this.#pool('maxPool', x, options)
  }

  avgPool(x: Value, options: PoolOptions): Value {
    return this.#pool('avgPool', x, options)
  }

  #pool(
    kind: 'maxPool' | 'avgPool',
    x: Value,
    { kernel, stride = kernel, padding = 'valid' }: PoolOptions,
  ): Value {
    return this.add({ kind, kernel: pair(kernel), stride: pair(stride), padding: paddingOf(padding) }, x)
  }

  globalAvgPool(x: Value, { keepDims = false }: { readonly keepDims?: boolean } = {}): Value {
    return this.add({ kind: 'globalAvgPool', keepDims }, x)
  }

  sum(a: Value, b: Value): Value {
    return this.add(addition, a, b)
  }

  mul(a: Value, b: Value): Value {
    return this.add(multiplication, a, b)
  }

  concat(...values: readonly Value[]): Value {
    const [only] = values
    return values.length === 1 && only ? only : this.add({ kind: 'concat' }, ...values)
  }

  /** Channels `begin` to `begin + count`. */
  channels(x: Value, begin: number, count: number): Value {
    const place = x.shape.slice(0, -1)
    return this.add({ kind: 'slice', begin: [...place.map(() => 0), begin], size: [...place, count] }, x)
  }

  /** Cuts the channels into `parts` of the given sizes. */
  split(x: Value, parts: readonly number[]): Value[] {
    let begin = 0
    return parts.map((count) => {
      const part = this.channels(x, begin, count)
      begin += count
      return part
    })
  }

  channelShuffle(x: Value, groups: number): Value {
    return this.add({ kind: 'channelShuffle', groups }, x)
  }

  resize(x: Value, size: Size, method: 'nearest' | 'bilinear' = 'bilinear'): Value {
    return this.add({ kind: 'resize', size: pair(size), method }, x)
  }

  pad(x: Value, border: Border): Value {
    return this.add({ kind: 'pad', border }, x)
  }

  batchNorm(x: Value, epsilon: number = standardNorm.epsilon): Value {
    return this.add(epsilon === standardNorm.epsilon ? standardNorm : { kind: 'batchNorm', epsilon }, x)
  }

  layerNorm(x: Value, epsilon = 1e-6): Value {
    return this.add({ kind: 'layerNorm', epsilon }, x)
  }

  attention(queries: Value, keys: Value, values: Value, heads: number): Value {
    return this.add({ kind: 'attention', heads }, queries, keys, values)
  }

  activation(x: Value, name: ActivationName): Value {
    return this.add(activations[name], x)
  }

  softmax(x: Value): Value {
    return this.add({ kind: 'softmax' }, x)
  }

  flatten(x: Value): Value {
    return this.add({ kind: 'flatten' }, x)
  }

  /** Convolution, batch norm and, where named, an activation. */
  convNorm(x: Value, filters: number, options: ConvOptions = {}, activation?: ActivationName): Value {
    return this.#normalised(this.conv(x, filters, options), activation)
  }

  /** Depthwise convolution, batch norm and, where named, an activation. */
  depthwiseNorm(x: Value, options: DepthwiseOptions = {}, activation?: ActivationName): Value {
    return this.#normalised(this.depthwise(x, options), activation)
  }

  #normalised(x: Value, activation: ActivationName | undefined): Value {
    const normalised = this.batchNorm(x)
    return activation ? this.activation(normalised, activation) : normalised
  }

  /** The finished architecture, without what no output depends on. */
  build(...outputs: readonly Value[]): Architecture {
    const names = outputs.map(({ name }) => name)
    const whole = { label: this.label, nodes: [...this.#nodes], outputs: names }
    const hasDeadNodes = [...this.#unread].some((name) => !names.includes(name))
    if (hasDeadNodes || names.length === 0) return withoutDeadNodes(whole)
    keepShapes(whole, this.#shapes)
    this.#isShared = true
    return whole
  }
}
