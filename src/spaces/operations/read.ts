import { consumersOf, type Architecture, type Node, type Shape } from '../../architecture/graph.ts'
import type { ActivationName } from '../../architecture/operation.ts'
import { inferShapes } from '../../architecture/shapes.ts'
import { neutral, type SingleOperation } from './operation.ts'

/**
 * The operations of a network, in order: batch norm and activation behind a convolution or a dense layer are part of it,
 * as runtimes fuse them. Paddings, biases and the place of a slice are not told: they do not change the work. Left out
 * is what `SingleOperation` cannot say (dilation, broadcasts) and what computes nothing (flatten, pad).
 */
export function operationsOf(architecture: Architecture): SingleOperation[] {
  const shapes = inferShapes(architecture)
  const readers = consumersOf(architecture)
  const fused = new Set<Node>()
  /** The only reader of a node, where it is of this kind. */
  const next = (node: Node | undefined, kind: 'batchNorm' | 'activation'): Node | undefined => {
    const [reader, ...others] = readers.get(node?.name ?? '') ?? []
    return others.length === 0 && reader?.operation.kind === kind ? reader : undefined
  }
  return architecture.nodes.flatMap((node) => {
    if (fused.has(node)) return []
    const inputs = node.inputs.map((input) => shapes.get(input) ?? [])
    const single = singleOf(node, inputs)
    if (!single || !['conv2d', 'depthwiseConv2d', 'dense'].includes(single.kind)) return single ?? []
    const norm = single.kind === 'dense' ? undefined : next(node, 'batchNorm')
    const activation = next(norm ?? node, 'activation')
    for (const part of [norm, activation]) if (part) fused.add(part)
    return { ...single, activation: activationOf(activation) }
  })
}

const activationOf = (node: Node | undefined): ActivationName | 'none' =>
  node?.operation.kind === 'activation' ? node.operation.name : 'none'

function singleOf({ operation }: Node, inputs: readonly Shape[]): SingleOperation | null {
  const [first = []] = inputs
  const [h = 1, w = 1] = first.length === 3 ? first : []
  const channels = first.at(-1) ?? 1
  const on = { ...neutral, h, w, in: [channels] }
  const isMap = first.length === 3
  const areAlike = inputs.every((shape) => String(shape) === String(first))
  if ('stride' in operation && operation.stride[0] !== operation.stride[1]) return null
  if ('dilation' in operation && Math.max(...operation.dilation) > 1) return null
  switch (operation.kind) {
    case 'conv2d': {
      const { kind, filters: out, kernel, stride, groups } = operation
      return { ...on, kind, out, kernel, stride: stride[0], groups }
    }
    case 'depthwiseConv2d': {
      const { kind, kernel, stride, multiplier } = operation
      return multiplier === 1 ? { ...on, kind, kernel, stride: stride[0] } : null
    }
    case 'maxPool':
    case 'avgPool':
      return { ...on, kind: operation.kind, kernel: operation.kernel, stride: operation.stride[0] }
    case 'dense':
      return { ...on, kind: operation.kind, out: operation.units }
    case 'globalAvgPool':
    case 'batchNorm':
    case 'layerNorm':
      return isMap ? { ...on, kind: operation.kind } : null
    case 'attention':
      return areAlike ? { ...on, kind: operation.kind, heads: operation.heads } : null
    case 'add':
      return isMap && areAlike ? { ...on, kind: operation.kind } : null
    case 'mul':
      return gated(inputs)
    case 'concat':
      return isMap ? { ...on, kind: operation.kind, in: inputs.map((shape) => shape.at(-1) ?? 1) } : null
    case 'slice': {
      const isOfChannels = operation.size[0] === h && operation.size[1] === w
      return isMap && isOfChannels ? { ...on, kind: operation.kind, out: operation.size[2] ?? 1 } : null
    }
    case 'channelShuffle':
      return { ...on, kind: operation.kind, groups: operation.groups }
    case 'resize':
      return { ...on, kind: operation.kind, to: operation.size, method: operation.method }
    case 'activation':
      return isMap ? { ...on, kind: operation.kind, activation: operation.name } : null
    case 'softmax':
      return isMap ? null : { ...on, kind: operation.kind }
    default:
      return null
  }
}

/** The product of a map and one value a channel, in either order. */
function gated(inputs: readonly Shape[]): SingleOperation | null {
  const [map = [], gate = []] = [...inputs].sort(
    (a, b) => (b[0] ?? 1) * (b[1] ?? 1) - (a[0] ?? 1) * (a[1] ?? 1),
  )
  const [h, w, channels] = map
  if (h === undefined || w === undefined || channels === undefined) return null
  if (String(gate) !== String([1, 1, channels])) return null
  return { ...neutral, kind: 'mul', h, w, in: [channels] }
}
