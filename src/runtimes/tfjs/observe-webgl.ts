import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl'
import { contentId } from '../../architecture/identity.ts'
import type { Kernel } from '../kernel.ts'
import { followKernelCalls, type KernelObserver } from './observe.ts'

type RunProgram = MathBackendWebGL['runWebGLProgram']
type GPGPUProgram = Parameters<RunProgram>[0]

/** What TypeScript calls private: asked for its binary, a program is about to be drawn (version pinned). */
interface Internals {
  getAndSaveBinary(key: string, make: () => unknown): unknown
}

/** Keys hold the whole source, some kilobytes: so many hexadecimal digits of their hash are kept. */
const keyDigits = 16

/**
 * Sees every program that a WebGL backend draws. Programs that bring an input into another layout (pack, unpack,
 * reshape, encode) are run from within the one that needs it, and so come before it, as they are drawn.
 */
export function observeWebgl(backend: MathBackendWebGL): KernelObserver {
  const kernels: Kernel[] = []
  /** Programs that are being prepared, the innermost last. */
  const preparing: Omit<Kernel, 'shaderKey'>[] = []
  let kernel = ''
  const restore = followKernelCalls(({ name }) => {
    kernel = name
  })
  const internals = backend as unknown as Internals
  const { runWebGLProgram } = backend
  const { getAndSaveBinary } = internals
  const run: RunProgram = (program, inputs, ...rest) => {
    preparing.push({
      kernel,
      program: program.constructor.name,
      variant: variantOf(program),
      dispatch: [],
      workgroupSize: [],
      attributes: null,
      inputShapes: inputs.map(({ shape }) => [...shape]),
      outputShape: [...program.outputShape],
    })
    try {
      return runWebGLProgram.call(backend, program, inputs, ...rest)
    } finally {
      preparing.pop()
    }
  }
  backend.runWebGLProgram = run
  internals.getAndSaveBinary = (key, make) => {
    const drawn = preparing.at(-1)
    if (drawn) kernels.push({ ...drawn, shaderKey: contentId(key).slice(0, keyDigits) })
    return getAndSaveBinary.call(backend, key, make)
  }
  return {
    take: () => kernels.splice(0),
    close() {
      backend.runWebGLProgram = runWebGLProgram
      internals.getAndSaveBinary = getAndSaveBinary
      restore()
    },
  }
}

/** Whether a program reads and writes four values in a texel (`packed`) or one, or changes from one to the other. */
function variantOf({ packedInputs = false, packedOutput = false }: GPGPUProgram): string {
  if (packedInputs === packedOutput) return packedOutput ? 'packed' : 'unpacked'
  return packedOutput ? 'packing' : 'unpacking'
}
