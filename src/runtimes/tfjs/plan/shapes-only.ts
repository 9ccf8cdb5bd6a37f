import type { Learnt } from '../../learnt.ts'
import { BoundWeights } from '../bound-weights.ts'
import * as tf from '../engine.ts'
import type { Stub } from './stub.ts'

/** Tensors without values: a plan asks for their shapes only, and what a network learnt is never made. */
export class ShapesOnly extends BoundWeights {
  constructor(private readonly stub: Stub) {
    super()
  }

  override hold(_learnt: Learnt, shape: readonly number[]): tf.Tensor {
    return this.value(shape)
  }

  /** As a weight or an image is before the first run: on the CPU. */
  value(shape: readonly number[]): tf.Tensor {
    const { stub } = this
    return this.keep(tf.engine().makeTensorFromTensorInfo(stub.unloaded([...shape]), stub.backend))
  }
}
