import type { Kernel } from '../kernel.ts'
import { followKernelCalls, type KernelObserver } from './observe.ts'

/** Sees every call of a kernel: WASM has no programs, a kernel is one call of the binary or of JavaScript. */
export function observeWasm(): KernelObserver {
  const kernels: Kernel[] = []
  const restore = followKernelCalls(
    () => undefined,
    ({ name, attributes, inputShapes }, [output]) => {
      kernels.push({
        kernel: name,
        program: '',
        shaderKey: '',
        variant: '',
        dispatch: [],
        workgroupSize: [],
        attributes,
        inputShapes,
        outputShape: [...(output?.shape ?? [])],
      })
    },
  )
  return { take: () => kernels.splice(0), close: restore }
}
