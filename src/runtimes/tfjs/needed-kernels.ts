import type { ActivationName } from '../../architecture/operation.ts'
import { RuntimeFault, type BackendName } from '../runtime.ts'
import * as tf from './engine.ts'
import type { Program, Step, StepAction } from './step.ts'

/** Kernels that the operations of an activation call (activations.ts). */
const ofActivation: Readonly<Record<ActivationName, readonly string[]>> = {
  relu: ['Relu'],
  relu6: ['Relu6'],
  leakyRelu: ['LeakyRelu'],
  prelu: ['Prelu'],
  elu: ['Elu'],
  sigmoid: ['Sigmoid'],
  tanh: ['Tanh'],
  hardSigmoid: ['Add', 'Relu6', 'Multiply'],
  swish: ['Sigmoid', 'Multiply'],
  hardSwish: ['Add', 'Relu6', 'Multiply'],
  gelu: ['Multiply', 'Erf', 'Add'],
}

/** Kernels that a step with a bias or an activation inside calls, and one without (bind.ts). */
const ofProduct = {
  conv2d: { fused: ['FusedConv2D'], plain: ['Conv2D'] },
  depthwiseConv2d: { fused: ['FusedDepthwiseConv2D'], plain: ['DepthwiseConv2dNative'] },
  dense: { fused: ['Reshape', '_FusedMatMul'], plain: ['BatchMatMul'] },
} as const

/** Kernels that the other steps call (bind.ts, composed.ts). */
const ofAction: Readonly<
  Record<Exclude<StepAction['kind'], keyof typeof ofProduct | 'activation' | 'resize'>, readonly string[]>
> = {
  bias: ['Add'],
  batchNorm: ['FusedBatchNorm', 'Reshape'],
  layerNorm: ['Mean', 'Sub', 'Multiply', 'Add', 'Rsqrt'],
  attention: ['Reshape', 'Transpose', 'BatchMatMul', 'Multiply', 'Softmax'],
  maxPool: ['MaxPool'],
  avgPool: ['AvgPool', 'Cast'],
  globalAvgPool: ['Mean'],
  add: ['Add'],
  mul: ['Multiply'],
  concat: ['Concat'],
  slice: ['Slice'],
  channelShuffle: ['Reshape', 'Transpose'],
  pad: ['PadV2'],
  softmax: ['Softmax'],
  flatten: ['Reshape'],
}

/** Names of the kernels that a step calls, each once: a test holds them against what is observed. */
export function neededKernels({ action }: Pick<Step, 'action'>): readonly string[] {
  switch (action.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense': {
      const { bias, activation } = action.tail
      return bias || activation ? ofProduct[action.kind].fused : ofProduct[action.kind].plain
    }
    case 'activation':
      return ofActivation[action.name]
    case 'resize':
      return [action.method === 'bilinear' ? 'ResizeBilinear' : 'ResizeNearestNeighbor']
    default:
      return ofAction[action.kind]
  }
}

/**
 * Every step has the kernels that it calls.
 * @throws {RuntimeFault} `unsupported-operation`, which names the first node that a backend cannot run
 */
export function requireRunnable({ steps }: Program, backend: BackendName): void {
  for (const step of steps)
    for (const kernel of neededKernels(step))
      if (!tf.getKernel(kernel, backend))
        throw new RuntimeFault(
          'unsupported-operation',
          `Node "${step.nodes[0] ?? ''}" (${step.action.kind}) cannot run on ${backend}: TF.js has no kernel ${kernel} there.`,
        )
}
