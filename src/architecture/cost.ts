import type { Architecture, Node, Shape } from './graph.ts'
import type { Operation } from './operation.ts'
import { elementsOf, inferShapes } from './shapes.ts'

/** Every value is a 32-bit float. */
export const bytesPerElement = 4

export interface Cost {
  /** Floating-point operations; a multiply-add counts as 2. */
  readonly flops: number
  /** Learnt values, batch-norm statistics included where they are their own node. */
  readonly parameters: number
  /** Activations and weights that are read, in bytes. */
  readonly bytesRead: number
  readonly bytesWritten: number
}

const nothing: Cost = { flops: 0, parameters: 0, bytesRead: 0, bytesWritten: 0 }

/**
 * Cost of one node. FLOPs as the public tables of Li, Paolieri and Golubchik count them: convolution
 * 2·Ho·Wo·K²·Cin·Cout/groups without bias, dense 2·Cin·Cout, pooling Ho·Wo·K²·C, mean H·W·C; our own addition:
 * elementwise operations, batch norm (2), layer norm (8) and softmax (5) per element; attention its two products and
 * the scaled softmax (6 per score). Moving values costs bytes, no FLOPs.
 */
export function costOf(node: Node, inputs: readonly Shape[], output: Shape): Cost {
  const { operation } = node
  if (operation.kind === 'input') return nothing
  const elements = elementsOf(output)
  const parameters = parametersOf(node, inputs[0]?.at(-1) ?? 0)
  const isView = operation.kind === 'flatten'
  let elementsRead = elements
  if (operation.kind !== 'slice') {
    elementsRead = 0
    for (const shape of inputs) elementsRead += elementsOf(shape)
  }
  return {
    flops: flopsOf(operation, inputs, output, elements),
    parameters,
    bytesRead: isView ? 0 : bytesPerElement * (elementsRead + parameters),
    bytesWritten: isView ? 0 : bytesPerElement * elements,
  }
}

function flopsOf(operation: Operation, inputs: readonly Shape[], output: Shape, elements: number): number {
  const channels = inputs[0]?.at(-1) ?? 0
  switch (operation.kind) {
    case 'conv2d':
      return (2 * elements * operation.kernel[0] * operation.kernel[1] * channels) / operation.groups
    case 'depthwiseConv2d':
      return 2 * elements * operation.kernel[0] * operation.kernel[1]
    case 'dense':
      return 2 * channels * operation.units
    case 'maxPool':
    case 'avgPool':
      return elements * operation.kernel[0] * operation.kernel[1]
    case 'globalAvgPool':
      return elementsOf(inputs[0] ?? [])
    case 'batchNorm':
      return 2 * elements
    case 'layerNorm':
      return 8 * elements
    case 'attention': {
      const [queries = [], keys = []] = inputs
      const pairs = (elementsOf(queries) / channels) * (elementsOf(keys) / channels)
      return 2 * pairs * (channels + (output.at(-1) ?? 0)) + 6 * pairs * operation.heads
    }
    case 'softmax':
      return 5 * elements
    case 'resize':
      return operation.method === 'bilinear' ? 7 * elements : 0
    case 'add':
    case 'mul':
    case 'activation':
      return elements
    case 'input':
    case 'concat':
    case 'slice':
    case 'channelShuffle':
    case 'pad':
    case 'flatten':
      return 0
    default:
      return operation satisfies never
  }
}

function parametersOf({ operation }: Node, channels: number): number {
  switch (operation.kind) {
    case 'conv2d': {
      const [high, wide] = operation.kernel
      const weights = (high * wide * channels * operation.filters) / operation.groups
      return weights + (operation.bias ? operation.filters : 0)
    }
    case 'depthwiseConv2d': {
      const [high, wide] = operation.kernel
      return (high * wide + (operation.bias ? 1 : 0)) * channels * operation.multiplier
    }
    case 'dense':
      return (channels + (operation.bias ? 1 : 0)) * operation.units
    case 'batchNorm':
      return 4 * channels
    case 'layerNorm':
      return 2 * channels
    case 'activation':
      return operation.name === 'prelu' ? channels : 0
    default:
      return 0
  }
}

/** Cost of every node, by name. @throws {ArchitectureError} where the architecture is not valid. */
export function costs(architecture: Architecture): Map<string, Cost> {
  const shapes = inferShapes(architecture)
  const shape = (name: string) => shapes.get(name) ?? []
  return new Map(
    architecture.nodes.map((node) => [node.name, costOf(node, node.inputs.map(shape), shape(node.name))]),
  )
}

/** Cost of the whole network. @throws {ArchitectureError} where the architecture is not valid. */
export function totalCost(architecture: Architecture): Cost {
  const shapes = inferShapes(architecture)
  const shape = (name: string) => shapes.get(name) ?? []
  let [flops, parameters, bytesRead, bytesWritten] = [0, 0, 0, 0]
  for (const node of architecture.nodes) {
    const cost = costOf(node, node.inputs.map(shape), shape(node.name))
    flops += cost.flops
    parameters += cost.parameters
    bytesRead += cost.bytesRead
    bytesWritten += cost.bytesWritten
  }
  return { flops, parameters, bytesRead, bytesWritten }
}

/** Weights that a framework would call trainable: without the running mean and variance of batch norm. */
export function trainableParameters(architecture: Architecture): number {
  let parameters = 0
  const all = costs(architecture)
  for (const node of architecture.nodes) {
    const own = all.get(node.name)?.parameters ?? 0
    parameters += node.operation.kind === 'batchNorm' ? own / 2 : own
  }
  return parameters
}

/**
 * Bytes of activations alive at once when nodes run in order and each value is freed after its last use, plus all
 * weights: what a device must hold at the least.
 */
export function peakBytes(architecture: Architecture): number {
  const shapes = inferShapes(architecture)
  const lastUse = new Map<string, number>()
  architecture.nodes.forEach((node, index) => {
    lastUse.set(node.name, index)
    for (const input of node.inputs) lastUse.set(input, index)
  })
  for (const output of architecture.outputs) lastUse.set(output, architecture.nodes.length)
  let [alive, peak] = [0, 0]
  architecture.nodes.forEach((node, index) => {
    alive += bytesPerElement * elementsOf(shapes.get(node.name) ?? [])
    peak = Math.max(peak, alive)
    for (const name of new Set([node.name, ...node.inputs]))
      if (lastUse.get(name) === index) alive -= bytesPerElement * elementsOf(shapes.get(name) ?? [])
  })
  return peak + bytesPerElement * totalCost(architecture).parameters
}
