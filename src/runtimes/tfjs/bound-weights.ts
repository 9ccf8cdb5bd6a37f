import type { Learnt } from '../learnt.ts'
import { makeConstants, type Constants } from './activations.ts'
import * as tf from './engine.ts'

/** Owns every weight and constant of one network; `dispose` frees them. */
export class BoundWeights {
  readonly #tensors: tf.Tensor[] = []
  #constants: Constants | undefined

  hold(learnt: Learnt, shape: readonly number[]): tf.Tensor {
    return this.keep(tf.tensor(learnt.values(), [...shape], 'float32'))
  }

  /** Owns a tensor from now on. */
  protected keep(tensor: tf.Tensor): tf.Tensor {
    this.#tensors.push(tensor)
    return tensor
  }

  get constants(): Constants {
    this.#constants ??= makeConstants()
    return this.#constants
  }

  dispose(): void {
    for (const tensor of this.#tensors) tensor.dispose()
    for (const tensor of Object.values(this.#constants ?? {}) as tf.Tensor[]) tensor.dispose()
    this.#tensors.length = 0
    this.#constants = undefined
  }
}
