import type { Architecture, Node, Shape } from '../../architecture/graph.ts'
import { inferShapes } from '../../architecture/shapes.ts'
import type { GraphPicture, Mark, MarkKind } from '../../charts/graph-picture.ts'

/** What runs inside another kernel, or only renames: not drawn, its reader reads through it. */
const isHidden = ({ operation: { kind } }: Node): boolean =>
  ['input', 'batchNorm', 'activation', 'flatten', 'softmax', 'pad', 'layerNorm'].includes(kind)

function kindOf({ operation }: Node, shape: Shape): MarkKind {
  switch (operation.kind) {
    case 'conv2d':
      return operation.kernel[0] === 1 && operation.kernel[1] === 1 ? 'pointwise' : 'convolution'
    case 'depthwiseConv2d':
      return 'depthwise'
    case 'dense':
    case 'attention':
      return 'dense'
    default:
      return shape.length === 1 ? 'dense' : 'move'
  }
}

/** @throws {ArchitectureError} where the architecture is not valid. */
export function pictureOf(architecture: Architecture): GraphPicture {
  const isAllHidden = architecture.nodes.every(isHidden)
  const shapes = inferShapes(architecture)
  const shapeOf = (name: string): Shape => shapes.get(name) ?? []
  const inputs = architecture.nodes.filter(({ operation }) => operation.kind === 'input')
  const inputSide = Math.max(2, ...inputs.map(({ name }) => shapeOf(name)[0] ?? 1))
  /** For each node the drawn nodes that its value comes from. */
  const sources = new Map<string, readonly number[]>()
  const columns: number[] = []
  const filled: number[] = []
  const drawn: Node[] = []
  const links: (readonly [number, number])[] = []
  for (const node of architecture.nodes) {
    const read = [...new Set(node.inputs.flatMap((name) => sources.get(name) ?? []))]
    if (isHidden(node) && (!isAllHidden || node.operation.kind === 'input')) {
      sources.set(node.name, read)
      continue
    }
    const place = drawn.push(node) - 1
    const column = read.reduce((last, source) => Math.max(last, (columns[source] ?? 0) + 1), 0)
    columns.push(column)
    filled[column] = (filled[column] ?? 0) + 1
    for (const source of read) links.push([source, place])
    sources.set(node.name, [place])
  }
  const next = filled.map(() => 0)
  const marks = drawn.map((node, place): Mark => {
    const column = columns[place] ?? 0
    const lane = next[column] ?? 0
    next[column] = lane + 1
    const shape = shapeOf(node.name)
    const side = shape.length === 3 ? (shape[0] ?? 1) : 1
    const height = Math.min(1, Math.log2(1 + side) / Math.log2(1 + inputSide))
    return { column, lane, lanes: filled[column] ?? 1, height, kind: kindOf(node, shape) }
  })
  return { columns: filled.length, marks, links }
}
