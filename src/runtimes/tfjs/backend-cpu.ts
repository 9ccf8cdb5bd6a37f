import '@tensorflow/tfjs-backend-cpu'
import type { Backend } from './backend.ts'

/** Plain JavaScript: slow, and the reference of correctness. */
export const cpuBackend = (): Backend => ({
  facts: {
    threads: 1,
    isSimd: false,
    gpuVendor: '',
    gpuArchitecture: '',
    gpuDescription: '',
    isSoftware: false,
    limits: {},
    features: [],
  },
  flagNames: [],
  async sync() {},
  async roundTrip() {},
  async read(output) {
    return output.dataSync<'float32'>().slice()
  },
  async compileOnly() {
    return false
  },
  programsCompiled: () => 0,
  mostTensorBytes: 2 ** 31,
  broken: new Promise(() => {}),
  observer: null,
  kernelClock: null,
  canary: null,
  stop() {},
})
