import type { Attributes, Kernel } from '../kernel.ts'
import * as tf from './engine.ts'

/** Sees the kernels that a backend runs, from when it is made until it is closed. */
export interface KernelObserver {
  /** The kernels since the last call. */
  take(): Kernel[]
  /** Leaves TF.js as it was. */
  close(): void
}

/** A call of a kernel, as an operation of TF.js makes it. */
export interface KernelCall {
  readonly name: string
  readonly attributes: Attributes
  readonly inputShapes: readonly (readonly number[])[]
}

type RunKernel = ReturnType<typeof tf.engine>['runKernel']

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
    const tensors = Object.values(inputs).flat() as (tf.Tensor | null | undefined)[]
    const call = {
      name,
      attributes: plain({ ...attributes }),
      // An operand that an operation may have, such as a bias, can be missing.
      inputShapes: tensors.flatMap((tensor) => (tensor ? [[...tensor.shape]] : [])),
    }
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

type Plain = number | string | boolean

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'

/** The attributes that a record can hold: numbers, words, truths and lists of them. */
function plain(attributes: Readonly<Record<string, unknown>>): Attributes {
  const kept: Record<string, Plain | readonly Plain[]> = {}
  for (const [name, value] of Object.entries(attributes)) {
    const list: readonly unknown[] = Array.isArray(value) ? value.flat() : []
    if (isPlain(value)) kept[name] = value
    else if (Array.isArray(value) && list.every(isPlain)) kept[name] = list
  }
  return kept
}
