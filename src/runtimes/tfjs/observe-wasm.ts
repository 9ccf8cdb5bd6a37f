import type { Attributes, Kernel } from '../kernel.ts'
import type * as tf from './engine.ts'
import { followKernelCalls, type KernelCall, type KernelObserver } from './observe.ts'

/** Sees every call of a kernel: WASM has no programs, a kernel is one call of the binary or of JavaScript. */
export function observeWasm(): KernelObserver {
  const kernels: Kernel[] = []
  const restore = followKernelCalls(
    () => undefined,
    ({ name, inputs, attributes }, [output]) => {
      kernels.push({
        kernel: name,
        program: '',
        shaderKey: '',
        variant: '',
        dispatch: [],
        workgroupSize: [],
        attributes: plain({ ...attributes }),
        inputShapes: shapesOf(inputs),
        outputShape: [...(output?.shape ?? [])],
      })
    },
  )
  return { take: () => kernels.splice(0), close: restore }
}

function shapesOf(inputs: KernelCall['inputs']): number[][] {
  const tensors = Object.values(inputs).flat() as (tf.Tensor | null | undefined)[]
  // An operand that an operation may have, such as a bias, can be missing.
  return tensors.flatMap((tensor) => (tensor ? [[...tensor.shape]] : []))
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
