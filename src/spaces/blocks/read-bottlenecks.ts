import type { Architecture } from '../../architecture/graph.ts'
import { inferShapes } from '../../architecture/shapes.ts'

/** What a block of a sequential network does, read from its convolutions. */
export interface ReadBlock {
  /** Side of the depthwise kernel; null for a convolution without a depthwise one. */
  readonly kernel: number | null
  /** Channels of the depthwise convolution as a multiple of those that the block reads. */
  readonly expansion: number
  /** Of the first convolution. */
  readonly groups: number
  readonly filters: number
}

/**
 * The blocks of a sequence of linear bottlenecks and single convolutions, after the stem. Convolutions with bias are
 * none of them: those of squeeze-and-excite.
 */
export function readBlocks(architecture: Architecture): ReadBlock[] {
  const shapes = inferShapes(architecture)
  const convolutions = architecture.nodes.flatMap(({ name, operation }) => {
    const isConvolution = operation.kind === 'conv2d' || operation.kind === 'depthwiseConv2d'
    if (!isConvolution || operation.bias) return []
    const groups = operation.kind === 'conv2d' ? operation.groups : null
    return [{ groups, kernel: operation.kernel[0], filters: shapes.get(name)?.at(-1) ?? 0 }]
  })
  const blocks: ReadBlock[] = []
  let channels = convolutions[0]?.filters ?? 0
  for (let at = 1; at < convolutions.length;) {
    const [first, second, third] = convolutions.slice(at, at + 3)
    const expands = first?.groups !== null
    const [depthwise, last] = expands ? [second, third] : [first, second]
    const isBlock = depthwise?.groups === null
    const filters = (isBlock ? last : first)?.filters ?? 0
    blocks.push({
      kernel: isBlock ? depthwise.kernel : null,
      expansion: isBlock ? depthwise.filters / channels : 1,
      groups: first?.groups ?? 1,
      filters,
    })
    channels = filters
    at += isBlock ? (expands ? 3 : 2) : 1
  }
  return blocks
}
