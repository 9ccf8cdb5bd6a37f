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
