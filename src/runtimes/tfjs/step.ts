import type { Shape } from '../../architecture/graph.ts'
import type { ActivationName, Operation, Padding, Pair } from '../../architecture/operation.ts'
import { Learnt } from '../learnt.ts'
import type { BatchNormWeights, LayerNormWeights } from '../weights.ts'

/** Activations that TF.js takes inside a convolution or a matrix product (fused_util.ts of tfjs-core). */
export const fusableActivations = ['relu', 'relu6', 'elu', 'sigmoid', 'leakyRelu', 'prelu'] as const
export type FusableActivation = (typeof fusableActivations)[number]

export const isFusable = (name: ActivationName): name is FusableActivation =>
  (fusableActivations as readonly string[]).includes(name)

/** What happens inside the kernel after the products are summed. */
export interface Tail {
  readonly bias: Learnt | null
  readonly activation: FusableActivation | null
  /** Slopes, where the activation is prelu. */
  readonly slopes: Learnt | null
}

export interface Filter {
  readonly values: Learnt
  readonly shape: readonly number[]
}

/** A convolution's window with `same` or numbers of zeros. */
export interface Sliding {
  readonly stride: Pair
  readonly padding: Padding
  readonly dilation: Pair
}

/** What a step does; shapes are without the batch of 1. */
export type StepAction =
  | ({ readonly kind: 'conv2d' | 'depthwiseConv2d'; readonly filter: Filter; readonly tail: Tail } & Sliding)
  | { readonly kind: 'dense'; readonly filter: Filter; readonly tail: Tail }
  | { readonly kind: 'bias'; readonly values: Learnt }
  | { readonly kind: 'batchNorm'; readonly weights: BatchNormWeights }
  | { readonly kind: 'layerNorm'; readonly weights: LayerNormWeights }
  | { readonly kind: 'activation'; readonly name: ActivationName; readonly slopes: Learnt | null }
  | Exclude<
      Operation,
      { kind: 'input' | 'conv2d' | 'depthwiseConv2d' | 'dense' | 'batchNorm' | 'layerNorm' | 'activation' }
    >

/** One call of the engine (a few for composed activations). */
export interface Step {
  readonly action: StepAction
  /** Slots that are read. */
  readonly inputs: readonly number[]
  readonly output: number
  readonly inputShape: Shape
  readonly outputShape: Shape
  /** The architecture's nodes that this step computes. */
  readonly nodes: readonly string[]
}

/** A lowered network: steps in order over numbered slots. */
export interface Program {
  readonly steps: readonly Step[]
  readonly slots: number
  readonly inputs: readonly { readonly slot: number; readonly shape: Shape }[]
  readonly outputs: readonly number[]
}

/** Everything learnt that a step reads. */
export function learntOf(part: object): Learnt[] {
  return Object.values(part).flatMap((value: unknown) => {
    if (value instanceof Learnt) return [value]
    return typeof value === 'object' && value !== null ? learntOf(value) : []
  })
}
