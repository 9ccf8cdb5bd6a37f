import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl'
import { RuntimeFault } from '../runtime.ts'
import type { Backend } from './backend.ts'
import * as tf from './engine.ts'
import { webglFlags } from './flag-names.ts'
import { webglKernelClock } from './kernel-clock-webgl.ts'
import { observeWebgl } from './observe-webgl.ts'

/** What TypeScript calls private and the project has to see (version pinned, asserted in tests). */
interface Internals {
  readonly binaryCache: Readonly<Record<string, unknown>>
}

/**
 * Call before the backend starts. Small tensors would silently run in JavaScript. Software rendering is allowed: its
 * results are right and the platform says that they come from it. Shapes stay out of uniforms, the default of TF.js:
 * that is what runs on a user's page.
 */
export function prepareWebgl(): void {
  tf.env().set('WEBGL_CPU_FORWARD', false)
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true)
}

/** Work of the canary: a square matrix product of this size. */
const canarySize = 512

/** The started backend, which TF.js made. */
export function webglBackend(): Backend {
  const backend = tf.findBackend('webgl')
  if (!(backend instanceof MathBackendWebGL)) throw new RuntimeFault('wrong-backend', 'WebGL did not start.')
  const internals = backend as unknown as Internals
  const { gl } = backend.gpgpu
  const renderer = rendererOf(gl)
  let resident: tf.Tensor | undefined
  const roundTrip = async () => {
    resident ??= tf.tensor([1, 2])
    await waitFor(resident)
  }
  return {
    facts: {
      threads: 1,
      isSimd: false,
      gpuVendor: String(gl.getParameter(gl.VENDOR)),
      gpuArchitecture: '',
      gpuDescription: renderer,
      isSoftware: /swiftshader|llvmpipe|software/i.test(renderer),
      limits: { maxTextureSize: gl.getParameter(gl.MAX_TEXTURE_SIZE) as number },
      features: [...(gl.getSupportedExtensions() ?? [])].sort(),
    },
    flagNames: Object.keys(webglFlags),
    sync: waitFor,
    roundTrip,
    async read(output) {
      // data() would poll a fence with setTimeout, which browsers clamp to 4 ms.
      return output.dataSync<'float32'>()
    },
    async compileOnly(forward) {
      tf.env().set('ENGINE_COMPILE_ONLY', true)
      try {
        forward()
        await backend.checkCompileCompletionAsync()
        backend.getUniformLocations()
      } finally {
        tf.env().set('ENGINE_COMPILE_ONLY', false)
      }
      return true
    },
    programsCompiled: () => Object.keys(internals.binaryCache).length,
    // Packed textures hold four 32-bit values a texel.
    mostTensorBytes: 16 * (gl.getParameter(gl.MAX_TEXTURE_SIZE) as number) ** 2,
    broken: lostContext(gl),
    observer: () => observeWebgl(backend),
    kernelClock: webglKernelClock(backend, roundTrip),
    canary: canary(),
    stop() {
      gl.getExtension('WEBGL_lose_context')?.loseContext()
    },
  }
}

/** `gl.finish` does not wait in browsers; reading one element does. */
async function waitFor(last: tf.Tensor): Promise<void> {
  const first = tf.slice(
    last,
    last.shape.map(() => 0),
    last.shape.map(() => 1),
  )
  first.dataSync()
  first.dispose()
}

/** A matrix product of fixed size, timed by a round trip: WebGL's timer queries are absent on phones. */
function canary(): () => Promise<number> {
  let factor: tf.Tensor | undefined
  return async () => {
    factor ??= tf.tensor(new Float32Array(canarySize ** 2).fill(0.01), [canarySize, canarySize])
    const startMs = performance.now()
    const product = tf.matMul(factor, factor)
    await waitFor(product)
    product.dispose()
    return performance.now() - startMs
  }
}

function rendererOf(gl: WebGLRenderingContext): string {
  const extension = gl.getExtension('WEBGL_debug_renderer_info')
  return String(gl.getParameter(extension ? extension.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
}

/** TF.js opens a new context in silence; times would go on with everything on it lost. */
const lostContext = (gl: WebGLRenderingContext): Promise<RuntimeFault> =>
  new Promise((resolve) => {
    gl.canvas.addEventListener('webglcontextlost', () => {
      resolve(new RuntimeFault('context-lost', 'The WebGL context was lost.'))
    })
  })
