import type { Kernel } from '../kernel.ts'
import * as tf from './engine.ts'

/** Sees the kernels that a backend runs, from when it is made until it is closed. */
export interface KernelObserver {
  /** The kernels since the last call. */
  take(): Kernel[]
  /** Leaves TF.js as it was. */
  close(): void
}

type RunKernel = ReturnType<typeof tf.engine>['runKernel']

/** A call of a kernel, as an operation of TF.js makes it. */
export interface KernelCall {
  readonly name: string
  readonly inputs: Parameters<RunKernel>[1]
  readonly attributes: Parameters<RunKernel>[2]
}

/**
 * Follows the calls of kernels through the one method that all operations take. A kernel that calls another as a plain
 * function (a mean its transpose) is one call.
 * @returns what ends it
 */
export function followKernelCalls(
  begin: (call: KernelCall) => void,
  end: (call: KernelCall, outputs: readonly tf.Tensor[]) => void = () => undefined,
): () => void {
  const engine = tf.engine()
  const { runKernel } = engine
  const follow: RunKernel = (name, inputs, attributes) => {
    const call = { name, inputs, attributes }
    begin(call)
    const result = runKernel.call(engine, name, inputs, attributes)
    end(call, [result].flat() as unknown as tf.Tensor[])
    return result as never
  }
  engine.runKernel = follow
  return () => {
    engine.runKernel = runKernel
  }
}
