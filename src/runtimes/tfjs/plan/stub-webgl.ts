import { GPGPUContext, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl'
import type { PlannedDevice } from '../../kernel.ts'
import { webglFlags } from '../flag-names.ts'
import { observeWebgl } from '../observe-webgl.ts'
import { isPossibleLimit, knownFlags, type Flags, type Stub } from './stub.ts'

/** What TypeScript calls private and a stub replaces (version pinned, asserted in tests). */
interface Internals {
  textureManager: unknown
  getAndSaveBinary: unknown
  warnedAboutMemory: boolean
}

/** The least that WebGL 2 guarantees (OpenGL ES 3.0, table 6.28), where a platform does not tell its own. */
const guaranteed = { maxTextureSize: 2048, texturesInShader: 16 } as const
/** TF.js takes no more textures than these, and a device with less is none of WebGL. */
const texturesInShader = { least: 8, most: 16 } as const

/** Flags under which a WebGL device is planned for. */
export function webglPlanFlags({ limits, flags }: PlannedDevice): Flags {
  const own = knownFlags(flags, webglFlags)
  const textures = own['WEBGL_MAX_TEXTURES_IN_SHADER']
  const sizes = [own['WEBGL_MAX_TEXTURE_SIZE'], limits['maxTextureSize']]
  return {
    WEBGL_RENDER_FLOAT32_CAPABLE: true,
    ...own,
    HAS_WEBGL: true,
    WEBGL_VERSION: 2,
    WEBGL_CPU_FORWARD: false,
    // Nothing is drawn that could be flushed.
    WEBGL_FLUSH_THRESHOLD: -1,
    WEBGL_MAX_TEXTURE_SIZE:
      sizes.find((size) => isPossibleLimit(size) && size >= guaranteed.maxTextureSize) ??
      guaranteed.maxTextureSize,
    WEBGL_MAX_TEXTURES_IN_SHADER:
      isPossibleLimit(textures) && textures >= texturesInShader.least && textures <= texturesInShader.most
        ? textures
        : guaranteed.texturesInShader,
  }
}

const nothing = () => undefined

/** A context of TF.js that has no WebGL behind it: an instance, because TF.js asks whether it is one. */
function stubContext(): GPGPUContext {
  const calls = [
    'bindVertexArray',
    'executeProgram',
    'setOutputMatrixTexture',
    'setOutputPackedMatrixTexture',
    'setProgram',
    'uploadDenseMatrixToTexture',
  ]
  return Object.create(GPGPUContext.prototype, {
    gl: { value: {} },
    ...Object.fromEntries(calls.map((name) => [name, { value: nothing }])),
  }) as GPGPUContext
}

/** A compiled program without a variable: nothing is handed to it. */
const binary = {
  program: { enableShapeUniforms: true },
  webGLProgram: {},
  nanLoc: null,
  variablesLocations: Array.from({ length: texturesInShader.most }, () => ({})),
}

/** TF.js's WebGL backend that draws nothing. Make it, and use it, under the flags of `webglPlanFlags`. */
export function webglStub(): Stub {
  const backend = new MathBackendWebGL(stubContext())
  const internals = backend as unknown as Internals
  const texture = { texture: {}, texShape: [1, 1] }
  internals.textureManager = { acquireTexture: () => texture, releaseTexture: nothing, dispose: nothing }
  internals.getAndSaveBinary = () => binary
  // No texture takes any memory.
  internals.warnedAboutMemory = true
  const noValues = new Float32Array(0)
  return {
    backend,
    kernelsOf: 'webgl',
    unloaded: (shape) => backend.makeTensorInfo(shape, 'float32', noValues),
    observer: () => observeWebgl(backend),
  }
}
