import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu'
import type { Kernel } from '../kernel.ts'
import { followKernelCalls, type KernelObserver } from './observe.ts'

/** What TF.js completes in the call itself, and what some programs say of their form. */
interface Dispatched extends WebGPUProgram {
  readonly dispatch: [number, number, number]
  readonly type?: string
  readonly isVec4?: boolean
  readonly isVectorA?: boolean
  readonly elementsPerThread?: readonly number[]
  readonly innerElementSize?: number
  readonly sequentialAccessByThreads?: boolean
  readonly fitAOuter?: boolean
  readonly fitBOuter?: boolean
  readonly fitInner?: boolean
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
    // Where it compiles a program, TF.js fills in what the program left out.
    const variant = variantOf(program as Dispatched)
    const output = runWebGPUProgram.call(backend, program, inputs, ...rest)
    const { dispatch, workgroupSize, shaderKey } = program as Dispatched
    kernels.push({
      kernel,
      program: program.constructor.name,
      shaderKey,
      variant,
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

/**
 * The form of a program in words, from its own fields: values at a time (`vec4`, `scalar`, or of each operand where they
 * differ), operands in shared memory, a vector times a matrix, results of a thread, values of an inner step, threads that
 * read in sequence, and sides of a matrix product that are whole tiles.
 */
function variantOf(program: Dispatched): string {
  const { isVec4, outputComponent, variableComponents = [], innerElementSize } = program
  const isWide = isVec4 ?? (outputComponent === undefined ? null : outputComponent === 4)
  const hasMixed = isVec4 === undefined && new Set(variableComponents).size > 1
  const whole = [program.fitAOuter && 'rows', program.fitBOuter && 'columns', program.fitInner && 'inner']
  const words = [
    isWide !== null && (isWide ? 'vec4' : 'scalar'),
    hasMixed && `of ${variableComponents.join('x')}`,
    program.type === 'shared' && 'shared',
    program.isVectorA === true && 'vector-matrix',
    program.elementsPerThread?.join('x'),
    isVec4 === true && innerElementSize !== undefined && `inner ${innerElementSize}`,
    program.sequentialAccessByThreads === true && 'sequential',
    whole.some(Boolean) && `whole ${whole.filter(Boolean).join('+')}`,
  ]
  return words.filter(Boolean).join(' ')
}
