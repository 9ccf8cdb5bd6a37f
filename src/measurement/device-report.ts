import { clockStepUs } from './clock.ts'
import { deviceIdentity, deviceName } from './device-identity.ts'
import type { Configuration, PlatformRecord } from '../dataset/record.ts'

/** What the platform record of a backend says of its GPU; empty texts where there is none. */
export type GpuIdentity = Pick<PlatformRecord['backend'], 'gpuVendor' | 'gpuArchitecture' | 'gpuDescription'>

/** Before an engine has started, or without a GPU. */
const noGpu: GpuIdentity = { gpuVendor: '', gpuArchitecture: '', gpuDescription: '' }

/** A platform record keeps so many characters of a description. */
const mostDescription = 200

/** What one backend can do here, in plain words. */
export interface BackendReport {
  readonly name: Configuration['backend']
  readonly isAvailable: boolean
  /** GPU name, instruction set, threads: what it runs on. Empty where it is missing. */
  readonly detail: string
  /** One sentence: what is missing, why, and what would help. Null where nothing is missing. */
  readonly missing: string | null
  /** As in the platform record of an engine that starts here. */
  readonly gpu: GpuIdentity
  /** The GPU is emulated on the CPU: results are right, times say nothing about a GPU. */
  readonly isSoftware: boolean
  /** Thread counts that can be measured as separate configurations; [1] on a GPU. */
  readonly threadCounts: readonly number[]
}

export interface DeviceReport {
  readonly backends: readonly BackendReport[]
  readonly isIsolated: boolean
  /** Smallest step of `performance.now()`, measured. */
  readonly clockStepUs: number
  readonly logicalCores: number
  /** As the browser rounds it; null where it does not tell. */
  readonly memoryGiB: number | null
  /** Short name of the device for people, such as "Pixel 7, Android 14" or "Linux, 2 cores". */
  readonly deviceName: string
  readonly browserName: string
}

/** Powers of two up to the cores, at most 8: the threads that TF.js's binary can start. */
export function wasmThreadCounts(logicalCores: number, hasThreads: boolean): number[] {
  const most = hasThreads ? Math.min(8, logicalCores) : 1
  return [1, 2, 4, 8].filter((count) => count <= most)
}

/** What this device can do, found without loading an engine. Takes about a tenth of a second. */
export async function inspectDevice(): Promise<DeviceReport> {
  const identity = await deviceIdentity(navigator)
  return {
    backends: [await inspectWebgpu(), inspectWebgl(), inspectWasm(identity.logicalCores)],
    isIsolated: globalThis.crossOriginIsolated,
    clockStepUs: clockStepUs(),
    logicalCores: identity.logicalCores,
    memoryGiB: identity.memoryGiB,
    deviceName: deviceName(identity),
    browserName: `${identity.browserName} ${identity.browserVersion.split('.')[0] ?? ''}`.trim(),
  }
}

async function inspectWebgpu(): Promise<BackendReport> {
  const report = { name: 'webgpu', detail: '', gpu: noGpu, isSoftware: false, threadCounts: [1] } as const
  const missing = (sentence: string): BackendReport => ({ ...report, isAvailable: false, missing: sentence })
  if (!globalThis.isSecureContext)
    return missing('WebGPU needs a secure page. Open this site over HTTPS, or on this computer as localhost.')
  if (!('gpu' in navigator))
    return missing('This browser has no WebGPU. Recent Chrome and Edge have it, and Safari from version 26.')
  const adapter = await navigator.gpu
    .requestAdapter({ powerPreference: 'high-performance' })
    .catch(() => null)
  if (!adapter)
    return missing(
      'The browser has WebGPU but allows no graphics processor here. An update of its driver may help.',
    )
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info
  const isSoftware = isFallbackAdapter || architecture === 'swiftshader'
  const detail =
    description || [vendor, architecture].filter((part) => part).join(' ') || 'unnamed graphics processor'
  const gpu = {
    gpuVendor: vendor,
    gpuArchitecture: architecture,
    gpuDescription: description.slice(0, mostDescription),
  }
  return { ...report, isAvailable: true, missing: null, detail, gpu, isSoftware }
}

function inspectWebgl(): BackendReport {
  const report = { name: 'webgl', detail: '', gpu: noGpu, isSoftware: false, threadCounts: [1] } as const
  const canvas = document.createElement('canvas')
  const gl = canvas.getContext('webgl2')
  if (!gl)
    return {
      ...report,
      isAvailable: false,
      missing:
        'This browser gives no WebGL 2 context. Hardware acceleration may be switched off in its settings.',
    }
  const extension = gl.getExtension('WEBGL_debug_renderer_info')
  const detail = String(gl.getParameter(extension ? extension.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  const gpuVendor = String(gl.getParameter(gl.VENDOR))
  // Contexts are few on phones: this one goes back at once.
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return {
    ...report,
    isAvailable: true,
    missing: null,
    detail,
    gpu: { ...noGpu, gpuVendor, gpuDescription: detail.slice(0, mostDescription) },
    isSoftware: /swiftshader|llvmpipe|software/i.test(detail),
  }
}

function inspectWasm(logicalCores: number): BackendReport {
  const report = { name: 'wasm', gpu: noGpu, isSoftware: false } as const
  if (typeof WebAssembly === 'undefined')
    return {
      ...report,
      isAvailable: false,
      detail: '',
      missing: 'This browser has no WebAssembly.',
      threadCounts: [],
    }
  const threadCounts = wasmThreadCounts(logicalCores, globalThis.crossOriginIsolated)
  const detail = [
    hasSimd() ? 'SIMD' : 'no SIMD',
    threadCounts.length > 1 ? `up to ${threadCounts.at(-1)} threads` : '1 thread',
  ].join(', ')
  const missing = globalThis.crossOriginIsolated
    ? null
    : 'Only one thread: the page is not cross-origin isolated. The server has to send two headers (COOP and COEP).'
  return { ...report, isAvailable: true, detail, missing, threadCounts }
}

/** A function of one v128 instruction (the probe of TF.js and of wasm-feature-detect). */
const simdProbe = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11,
]

const hasSimd = (): boolean => WebAssembly.validate(new Uint8Array(simdProbe))
