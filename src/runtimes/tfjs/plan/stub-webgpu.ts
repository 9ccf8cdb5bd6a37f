import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { PlannedDevice } from '../../kernel.ts'
import { webgpuFlags } from '../flag-names.ts'
import { observeWebgpu } from '../observe-webgpu.ts'
import { provideWebgpuGlobals, withNavigatorGpu } from './webgpu-globals.ts'
import { isPossibleLimit, knownFlags, type Flags, type Stub } from './stub.ts'

/** What TypeScript calls private and a stub replaces (version pinned, asserted in tests). */
interface Internals {
  bufferManager: unknown
  pipelineCache: unknown
}

/** The limits that WebGPU guarantees, where a platform does not tell its own (W3C WebGPU, section 3.6.2). */
const guaranteedLimits = {
  maxComputeWorkgroupsPerDimension: 65_535,
  maxComputeWorkgroupSizeX: 256,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 16_384,
  maxStorageBuffersPerShaderStage: 8,
} as const

/** Flags under which a WebGPU device is planned for: programs are chosen and never dispatched. */
export const webgpuPlanFlags = (flags: Flags): Flags => ({
  ...knownFlags(flags, webgpuFlags),
  WEBGPU_CPU_FORWARD: false,
  WEBGPU_ENGINE_COMPILE_ONLY: true,
})

/** Forgets what is written. */
class StubBuffer {
  readonly mapState = 'mapped'
  constructor(private readonly size: number) {}

  getMappedRange(): ArrayBuffer {
    return new ArrayBuffer(this.size)
  }

  unmap(): void {}
}

/** TF.js's WebGPU backend over a device of these limits and this vendor. */
export function webgpuStub({ limits, gpuVendor, gpuArchitecture }: PlannedDevice): Stub {
  provideWebgpuGlobals()
  const own = Object.entries(limits).filter(([, value]) => isPossibleLimit(value))
  const device = {
    features: new Set<string>(),
    limits: { ...guaranteedLimits, ...Object.fromEntries(own) },
    queue: {},
    // What the type asks for beyond is never called: nothing is compiled, uploaded or dispatched.
  } as unknown as GPUDevice
  const info = { vendor: gpuVendor, architecture: gpuArchitecture } as GPUAdapterInfo
  const backend = withNavigatorGpu(() => new WebGPUBackend(device, info))
  const internals = backend as unknown as Internals
  internals.bufferManager = {
    acquireBuffer: (size: number) => new StubBuffer(size),
    releaseBuffer: () => undefined,
    dispose: () => undefined,
  }
  // Every program seems to be compiled.
  internals.pipelineCache = new Proxy({}, { has: () => true, get: () => null })
  return {
    backend,
    kernelsOf: 'webgpu',
    unloaded: (shape) => backend.makeTensorInfo(shape, 'float32'),
    observer: () => observeWebgpu(backend),
  }
}
