import type { PlannedDevice } from '../kernel.ts'

/** The limits that WebGPU guarantees, where a platform does not tell its own (W3C WebGPU, section 3.6.2). */
const guaranteedLimits = {
  maxComputeWorkgroupsPerDimension: 65_535,
  maxComputeWorkgroupSizeX: 256,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 16_384,
  maxStorageBuffersPerShaderStage: 8,
} as const

/** Limits that no device can have say that the record is wrong: those that are guaranteed are taken instead. */
const isPossible = (value: number): boolean => Number.isInteger(value) && value > 0 && value <= 2 ** 32

/**
 * A device that keeps nothing and runs nothing: enough for TF.js to choose its programs, without a GPU and without
 * compiling. Buffers have a size and forget what is written.
 */
export function stubDevice({ limits }: PlannedDevice): GPUDevice {
  const own = Object.fromEntries(Object.entries(limits).filter(([, value]) => isPossible(value)))
  const buffer = ({ size, usage }: GPUBufferDescriptor) =>
    // An instance, because TF.js asks what a resource is; with fields of its own, because those of the class are native.
    Object.create(GPUBuffer.prototype, {
      size: { value: size },
      usage: { value: usage },
      mapState: { value: 'mapped' },
      getMappedRange: { value: () => new ArrayBuffer(size) },
      unmap: { value: () => undefined },
      destroy: { value: () => undefined },
    }) as GPUBuffer
  const pipeline = Promise.resolve({})
  return {
    features: new Set<string>(),
    limits: { ...guaranteedLimits, ...own },
    queue: { submit: () => undefined, writeBuffer: () => undefined },
    createBuffer: buffer,
    createShaderModule: () => ({}),
    createComputePipelineAsync: () => pipeline,
    createCommandEncoder: () => ({ finish: () => ({}), copyBufferToBuffer: () => undefined }),
    // What the type asks for beyond is never called: programs are not dispatched while only compiling.
  } as unknown as GPUDevice
}

/** What TF.js reads of the globals of WebGPU, where the browser or Node.js has none. */
export function provideWebgpuGlobals(): void {
  const globals: Readonly<Record<string, unknown>> = {
    // Only asked whether something is one of them.
    GPUBuffer: function GPUBuffer() {},
    GPUTexture: function GPUTexture() {},
    GPUBufferUsage: {
      MAP_READ: 1,
      MAP_WRITE: 2,
      COPY_SRC: 4,
      COPY_DST: 8,
      INDEX: 16,
      VERTEX: 32,
      UNIFORM: 64,
      STORAGE: 128,
      INDIRECT: 256,
      QUERY_RESOLVE: 512,
    },
  }
  for (const [name, value] of Object.entries(globals))
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true })
}

/** Calls `make` while `navigator.gpu` is there: TF.js asks for it before it takes any device. */
export function withNavigatorGpu<Made>(make: () => Made): Made {
  const host = (globalThis as { navigator?: Navigator }).navigator
  if (host?.gpu) return make()
  const [target, name, value] = host ? [host, 'gpu', {}] : [globalThis, 'navigator', { gpu: {} }]
  Object.defineProperty(target, name, { value, configurable: true })
  try {
    return make()
  } finally {
    Reflect.deleteProperty(target, name)
  }
}
