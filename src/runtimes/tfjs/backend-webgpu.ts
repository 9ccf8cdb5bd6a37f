import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { RuntimeFault } from '../runtime.ts'
import type { Backend } from './backend.ts'
import { gpuCanary } from './canary-webgpu.ts'
import * as tf from './engine.ts'
import { webgpuFlags } from './flag-names.ts'
import { webgpuKernelClock } from './kernel-clock-webgpu.ts'
import { observeWebgpu } from './observe-webgpu.ts'

/** What TypeScript calls private and the project has to see (version pinned, asserted in tests). */
interface Internals {
  readonly pipelineCache: Readonly<Record<string, unknown>>
}

/** Shader selection reads these limits (what Li et al. call kernel selection); the rest bound sizes. */
const limitNames = [
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupStorageSize',
  'maxStorageBuffersPerShaderStage',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
] as const

/** Call before the backend starts. Small tensors would silently run in JavaScript. */
export function prepareWebgpu(): void {
  if (!globalThis.navigator?.gpu)
    throw new RuntimeFault(
      'no-backend',
      'This browser has no WebGPU here, or the page is not served over HTTPS.',
    )
  tf.env().set('WEBGPU_CPU_FORWARD', false)
}

/** The started backend, which TF.js made. */
export async function webgpuBackend(): Promise<Backend> {
  const backend = tf.findBackend('webgpu')
  if (!(backend instanceof WebGPUBackend)) throw new RuntimeFault('wrong-backend', 'WebGPU did not start.')
  const { device } = backend
  const internals = backend as unknown as Internals
  // The device says more than what TF.js copied; `adapterInfo` of a device is younger than Chrome 133.
  const info: Partial<GPUAdapterInfo> = device.adapterInfo ?? backend.adapterInfo ?? {}
  const canary = await gpuCanary(device)
  let isStopped = false
  const waitForQueue = async () => {
    flush(backend)
    await device.queue.onSubmittedWorkDone()
  }
  return {
    facts: {
      threads: 1,
      isSimd: false,
      gpuVendor: info.vendor ?? '',
      gpuArchitecture: info.architecture ?? '',
      gpuDescription: info.description ?? '',
      isSoftware: info.isFallbackAdapter === true || info.architecture === 'swiftshader',
      limits: Object.fromEntries(limitNames.map((name) => [name, device.limits[name]])),
      features: [...device.features].sort(),
    },
    flagNames: Object.keys(webgpuFlags),
    sync: waitForQueue,
    roundTrip: waitForQueue,
    async read(output) {
      return (await output.data()) as Float32Array
    },
    async compileOnly(forward) {
      tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', true)
      try {
        forward()
        await backend.checkCompileCompletionAsync()
      } finally {
        tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', false)
      }
      return true
    },
    programsCompiled: () => Object.keys(internals.pipelineCache).length,
    mostTensorBytes: Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize),
    broken: brokenDevice(device, () => isStopped),
    observer: () => observeWebgpu(backend),
    kernelClock: webgpuKernelClock(backend, canary),
    canary: canary && canary.run,
    stop() {
      isStopped = true
      device.destroy()
    },
  }
}

/** Submits what is encoded. `submitQueue` alone throws where no encoder is open. */
function flush(backend: WebGPUBackend): void {
  backend.ensureCommandEncoderReady()
  backend.endComputePassEncoder()
  backend.submitQueue()
}

const lostNewsMs = 100

/** TF.js listens to neither: a lost device and an error outside of any call would both go unseen. */
const brokenDevice = (device: GPUDevice, isStopped: () => boolean): Promise<RuntimeFault> =>
  new Promise((resolve) => {
    void device.lost.then(({ message }) => {
      if (!isStopped()) resolve(new RuntimeFault('device-lost', `The GPU device was lost: ${message}`))
    })
    device.addEventListener('uncapturederror', ({ error }) => {
      // A lost device reports errors of calls first: its own news has a moment to come before them.
      setTimeout(() => {
        resolve(new RuntimeFault('error', `The GPU reported an error: ${error.message}`))
      }, lostNewsMs)
    })
  })
