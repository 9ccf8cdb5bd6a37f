import { BackendWasm, getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threadedSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import { RuntimeFault } from '../runtime.ts'
import type { Backend } from './backend.ts'
import * as tf from './engine.ts'
import { wasmFlags } from './flag-names.ts'
import { wasmKernelClock } from './kernel-clock-wasm.ts'
import { observeWasm } from './observe-wasm.ts'

/** A 32-bit heap cannot grow beyond this. */
const mostHeapBytes = 2 ** 31

/**
 * Call before the backend starts. One thread runs the plain SIMD binary, more run the threaded one: two engines, two
 * configurations. A second start with another count changes nothing, so every count needs a fresh worker.
 */
export async function prepareWasm(threads: number): Promise<void> {
  const absolute = (url: string) => new URL(url, import.meta.url).href
  setWasmPaths({
    'tfjs-backend-wasm.wasm': absolute(plainUrl),
    'tfjs-backend-wasm-simd.wasm': absolute(simdUrl),
    'tfjs-backend-wasm-threaded-simd.wasm': absolute(threadedSimdUrl),
  })
  if (threads === 1) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
    return
  }
  if (!(await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')))
    throw new RuntimeFault(
      'no-backend',
      'WASM threads need a cross-origin isolated page, and this one is not.',
    )
  liftThreadCap(threads)
  setThreadsCount(threads)
}

/**
 * The binary caps the count at half of `navigator.hardwareConcurrency`, so 8 requested on a phone of 8 cores give 4
 * (tfjs#6081). In a worker of our own the number is ours to say, and all cores can be measured.
 */
function liftThreadCap(threads: number): void {
  if (typeof document !== 'undefined') return
  Object.defineProperty(globalThis.navigator, 'hardwareConcurrency', {
    value: 2 * threads,
    configurable: true,
  })
}

/** The started backend, which TF.js made. */
export function wasmBackend(threads: number): Backend {
  const backend = tf.findBackend('wasm')
  if (!(backend instanceof BackendWasm)) throw new RuntimeFault('wrong-backend', 'WASM did not start.')
  const running = threads === 1 ? 1 : getThreadsCount()
  if (running !== threads)
    throw new RuntimeFault('no-backend', `WASM was asked for ${threads} threads and runs ${running}.`)
  return {
    facts: {
      threads: running,
      isSimd: tf.env().getBool('WASM_HAS_SIMD_SUPPORT'),
      gpuVendor: '',
      gpuArchitecture: '',
      gpuDescription: '',
      isSoftware: false,
      limits: {},
      features: [],
    },
    flagNames: Object.keys(wasmFlags),
    // Kernels return when they are done.
    async sync() {},
    async roundTrip() {},
    async read(output) {
      return output.dataSync<'float32'>().slice()
    },
    async compileOnly() {
      return false
    },
    programsCompiled: () => 0,

    mostTensorBytes: mostHeapBytes / 2,
    broken: new Promise(() => {}),
    observer: observeWasm,
    kernelClock: wasmKernelClock,
    canary: canary(),
    stop() {},
  }
}

/**
 * The canary on a CPU does what networks do there, in about equal parts: a matrix product that stays in the cache
 * (34 MFLOP), and a vector times a matrix that does not (8 MiB). Neighbours take cores and memory bandwidth alike.
 */
const product = { side: 256 } as const
const stream = { rows: 1024, columns: 2048 } as const

function canary(): () => Promise<number> {
  let operands: [tf.Tensor, tf.Tensor, tf.Tensor] | undefined
  const constant = (rows: number, columns: number) =>
    tf.tensor(new Float32Array(rows * columns).fill(0.01), [rows, columns])
  return async () => {
    operands ??= [
      constant(product.side, product.side),
      constant(1, stream.rows),
      constant(stream.rows, stream.columns),
    ]
    const [square, vector, matrix] = operands
    const startMs = performance.now()
    const results = [tf.matMul(square, square), tf.matMul(vector, matrix)]
    const timeMs = performance.now() - startMs
    for (const result of results) result.dispose()
    return timeMs
  }
}
