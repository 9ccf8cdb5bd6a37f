import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl'
import { replaceMethod, type KernelClock } from './kernel-clock.ts'
import { waitForAnswers, type Patience, type TimerQueries } from './kernel-clock-poll.ts'
import { elapsedToMs } from './kernel-clock-readings.ts'

/** EXT_disjoint_timer_query_webgl2, which TypeScript does not know. */
interface TimerExtension {
  readonly TIME_ELAPSED_EXT: number
  readonly GPU_DISJOINT_EXT: number
}

/** Everything drawn is done by then: only the answers themselves have to come. */
const patience: Patience = {
  limitMs: 5_000,
  now: () => performance.now(),
  // A timeout would be 4 ms long from the fifth on.
  pause: () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(null)
    }),
}

/**
 * A timer query around each program that is drawn, those that only change a layout included. Null where the browser has no
 * such queries (phones).
 * @param wait until everything drawn is done
 */
export function webglKernelClock(backend: MathBackendWebGL, wait: () => Promise<void>): KernelClock | null {
  const { gpgpu } = backend
  const gl = gpgpu.gl as WebGL2RenderingContext
  const timer = gl.getExtension('EXT_disjoint_timer_query_webgl2') as TimerExtension | null
  if (!timer) return null
  return {
    method: 'gpu-timer-query',
    async time(forward) {
      const asked: WebGLQuery[] = []
      const queries = answersOf(gl, timer, asked)
      try {
        // What disturbed the clock before is no matter.
        queries.wasDisturbed()
        const restore = replaceMethod(gpgpu, 'executeProgram', (executeProgram) => () => {
          const query = gl.createQuery()
          asked.push(query)
          gl.beginQuery(timer.TIME_ELAPSED_EXT, query)
          try {
            executeProgram.call(gpgpu)
          } finally {
            gl.endQuery(timer.TIME_ELAPSED_EXT)
          }
        })
        try {
          forward()
        } finally {
          restore()
        }
        await wait()
        const elapsedNs = await waitForAnswers(queries, patience)
        if (!elapsedNs)
          return {
            timesMs: asked.map(() => null),
            canaryMs: null,
            disturbed: 'The clock of the GPU was disturbed while kernels ran.',
          }
        const { timesMs, disturbed } = elapsedToMs(elapsedNs)
        return { timesMs, canaryMs: null, ...(disturbed !== null && { disturbed }) }
      } finally {
        for (const query of asked) gl.deleteQuery(query)
      }
    },
  }
}

const answersOf = (
  gl: WebGL2RenderingContext,
  { GPU_DISJOINT_EXT }: TimerExtension,
  asked: readonly WebGLQuery[],
): TimerQueries => {
  const ask = (index: number, parameter: number): unknown => {
    const query = asked[index]
    return query && gl.getQueryParameter(query, parameter)
  }
  return {
    get count() {
      return asked.length
    },
    isAnswered: (index) => ask(index, gl.QUERY_RESULT_AVAILABLE) === true,
    elapsedNs: (index) => Number(ask(index, gl.QUERY_RESULT)),
    wasDisturbed: () => gl.getParameter(GPU_DISJOINT_EXT) === true,
    isLost: () => gl.isContextLost(),
  }
}
