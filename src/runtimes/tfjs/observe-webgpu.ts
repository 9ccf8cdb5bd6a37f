import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu'
import type { Kernel } from '../kernel.ts'
import { followKernelCalls, type KernelObserver } from './observe.ts'

/** What TF.js completes in the call itself. */
interface Dispatched extends WebGPUProgram {
  readonly dispatch: [number, number, number]
}

/** Sees every program that a WebGPU backend is asked to run, by wrapping the one method that all of them go through. */
export function observeWebgpu(backend: WebGPUBackend): KernelObserver {
  const kernels: Kernel[] = []
  let kernel = ''
  const restore = followKernelCalls(({ name }) => {
    kernel = name
  })
  const { runWebGPUProgram } = backend
  backend.runWebGPUProgram = (program, inputs, ...rest) => {
    const output = runWebGPUProgram.call(backend, program, inputs, ...rest)
    const { dispatch, workgroupSize, shaderKey } = program as Dispatched
    kernels.push({
      kernel,
      program: program.constructor.name,
      shaderKey,
      variant: '',
      dispatch: [...dispatch],
      workgroupSize: [...workgroupSize],
      attributes: null,
      inputShapes: inputs.map(({ shape }) => [...shape]),
      outputShape: [...output.shape],
    })
    return output
  }
  return {
    take: () => kernels.splice(0),
    close() {
      backend.runWebGPUProgram = runWebGPUProgram
      restore()
    },
  }
}
