import * as tf from './engine.ts'
import { replaceMethod, type KernelClock } from './kernel-clock.ts'

/** The page's clock around each call of a kernel: calls on WASM return when they are done. */
export const wasmKernelClock: KernelClock = {
  method: 'call-wall',
  async time(forward) {
    const timesMs: number[] = []
    const engine = tf.engine()
    const restore = replaceMethod(engine, 'runKernel', (runKernel) => (name, inputs, attributes) => {
      const startMs = performance.now()
      const result = runKernel.call(engine, name, inputs, attributes)
      timesMs.push(performance.now() - startMs)
      return result as never
    })
    try {
      forward()
    } finally {
      restore()
    }
    return { timesMs, canaryMs: null }
  },
}
