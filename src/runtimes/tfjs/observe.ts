import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu'
import type { Kernel } from '../kernel.ts'
import * as tf from './engine.ts'

/** What TF.js completes in the call itself. */
interface Dispatched extends WebGPUProgram {
  readonly dispatch: [number, number, number]
}

type RunKernel = ReturnType<typeof tf.engine>['runKernel']

/**
 * Sees every program that a WebGPU backend is asked to run, until `close`: by wrapping the two methods through which
 * all of them go, on the instances. A kernel that calls another as a plain function (a mean its transpose) is seen by
 * its programs.
 */
export class KernelObserver {
  readonly #kernels: Kernel[] = []
  readonly #restore: () => void
  #kernel = ''

  constructor(backend: WebGPUBackend) {
    const engine = tf.engine()
    const [runKernel, runProgram] = [engine.runKernel, backend.runWebGPUProgram]
    engine.runKernel = ((name, ...rest) => {
      this.#kernel = name
      return runKernel.call(engine, name, ...rest)
    }) as RunKernel
    backend.runWebGPUProgram = (program, inputs, ...rest) => {
      const output = runProgram.call(backend, program, inputs, ...rest)
      const { dispatch, workgroupSize, shaderKey } = program as Dispatched
      this.#kernels.push({
        kernel: this.#kernel,
        program: program.constructor.name,
        shaderKey,
        dispatch: [...dispatch],
        workgroupSize: [...workgroupSize],
        inputShapes: inputs.map(({ shape }) => [...shape]),
        outputShape: [...output.shape],
      })
      return output
    }
    this.#restore = () => {
      engine.runKernel = runKernel
      backend.runWebGPUProgram = runProgram
    }
  }

  /** The kernels since the last call. */
  take(): Kernel[] {
    return this.#kernels.splice(0)
  }

  close(): void {
    this.#restore()
  }
}
