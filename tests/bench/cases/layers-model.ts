import * as tf from '@tensorflow/tfjs-core'
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import type { Architecture, Node } from '../../../src/architecture/graph.ts'
import { inferShapes } from '../../../src/architecture/shapes.ts'
import { batchNormWeights, convolutionWeights } from '../../../src/runtimes/weights.ts'

type Layer = { apply(x: SymbolicTensor | SymbolicTensor[]): unknown; setWeights(weights: tf.Tensor[]): void }

/** The same network with the same weights in tfjs-layers, as a converted Keras model runs. */
export function layersModel(architecture: Architecture): LayersModel {
  const shapes = inferShapes(architecture)
  const values = new Map<string, SymbolicTensor>()
  const read = (name: string) => values.get(name) as SymbolicTensor
  let image: SymbolicTensor | undefined
  architecture.nodes.forEach((node, index) => {
    const { operation } = node
    if (operation.kind === 'input') {
      image = input({ shape: [...operation.shape] })
      values.set(node.name, image)
      return
    }
    const layer = layerOf(node)
    const inputs = node.inputs.map(read)
    values.set(
      node.name,
      layer.apply(inputs.length === 1 ? (inputs[0] as SymbolicTensor) : inputs) as SymbolicTensor,
    )
    setWeights(layer, node, shapes.get(node.inputs[0] ?? '') ?? [], index * 5)
  })
  return model({ inputs: image as SymbolicTensor, outputs: read(architecture.outputs[0] ?? '') })
}

function layerOf({ name, operation }: Node): Layer {
  switch (operation.kind) {
    case 'conv2d':
      return layers.conv2d({
        filters: operation.filters,
        kernelSize: [...operation.kernel],
        strides: [...operation.stride],
        padding: paddingOf(operation.padding),
        useBias: operation.bias,
      })
    case 'depthwiseConv2d':
      return layers.depthwiseConv2d({
        kernelSize: [...operation.kernel],
        strides: [...operation.stride],
        padding: paddingOf(operation.padding),
        useBias: operation.bias,
      })
    case 'batchNorm':
      return layers.batchNormalization({ epsilon: operation.epsilon })
    case 'activation':
      if (operation.name === 'relu6') return layers.reLU({ maxValue: 6 })
      return layers.activation({ activation: operation.name as 'relu' })
    case 'add':
      return layers.add()
    case 'globalAvgPool':
      return layers.globalAveragePooling2d({})
    case 'dense':
      return layers.dense({ units: operation.units, useBias: operation.bias })
    default:
      throw new TypeError(`${name}: the benchmark has no layer for ${operation.kind}.`)
  }
}

function paddingOf(padding: unknown): 'same' | 'valid' {
  if (padding === 'same' || padding === 'valid') return padding
  throw new TypeError('tfjs-layers knows no explicit padding.')
}

function setWeights(layer: Layer, node: Node, shape: readonly number[], seed: number): void {
  const { operation } = node
  if (operation.kind === 'batchNorm') {
    const { scale, offset, mean, variance } = batchNormWeights(shape.at(-1) ?? 0, operation.epsilon, seed)
    layer.setWeights([scale, offset, mean, variance].map((learnt) => tf.tensor(learnt.values())))
  } else if (
    operation.kind === 'conv2d' ||
    operation.kind === 'depthwiseConv2d' ||
    operation.kind === 'dense'
  ) {
    const { filter, filterShape, bias } = convolutionWeights(node, shape, seed)
    layer.setWeights([
      tf.tensor(filter.values(), [...filterShape]),
      ...(bias ? [tf.tensor(bias.values())] : []),
    ])
  }
}
