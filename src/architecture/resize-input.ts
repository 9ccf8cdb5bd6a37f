import { ArchitectureError, type Architecture, type Node, type Shape } from './graph.ts'
import { inferShape, inferShapes } from './shapes.ts'

/**
 * The same network for a square input of another side: slices that span a whole axis still do, resizes keep their
 * factor. Weights of convolutions keep their shapes; those of a dense layer behind a flatten change with the map.
 * @throws {ArchitectureError} where a window no longer fits.
 */
export function withInputSide(architecture: Architecture, side: number): Architecture {
  const before = inferShapes(architecture)
  const after = new Map<string, Shape>()
  const nodes = architecture.nodes.map((node): Node => {
    const inputs = node.inputs.map((name) => after.get(name) ?? [])
    const resized = resizedNode(node, before.get(node.inputs[0] ?? '') ?? [], inputs[0] ?? [], side)
    after.set(node.name, inferShape(resized, inputs))
    return resized
  })
  return { ...architecture, nodes }
}

function resizedNode(node: Node, before: Shape, after: Shape, side: number): Node {
  const { operation } = node
  switch (operation.kind) {
    case 'input': {
      const [, , channels] = operation.shape
      if (channels === undefined) throw new ArchitectureError(node.name, 'is not an image and has no side')
      return { ...node, operation: { kind: 'input', shape: [side, side, channels] } }
    }
    case 'slice': {
      const isWhole = (axis: number) => operation.begin[axis] === 0 && operation.size[axis] === before[axis]
      const size = operation.size.map((length, axis) => (isWhole(axis) ? (after[axis] ?? length) : length))
      return { ...node, operation: { ...operation, size } }
    }
    case 'resize': {
      const scaled = (axis: 0 | 1) =>
        Math.max(1, Math.round((operation.size[axis] * (after[axis] ?? 1)) / (before[axis] ?? 1)))
      return { ...node, operation: { ...operation, size: [scaled(0), scaled(1)] } }
    }
    default:
      return node
  }
}
