import { releaseProxy, wrap } from 'comlink'
import type { Configuration } from '../dataset/record.ts'
import {
  EngineError,
  type EngineApi,
  type EngineHost,
  type EngineSession,
} from '../measurement/engine-host.ts'

/** A fresh engine for every request: threads of WASM cannot be changed in a running one, and GPU pools never shrink. */
export const createEngineHost = (): EngineHost => ({
  open: (configuration) => (needsPage(configuration) ? onPage() : inWorker(configuration)),
})

/** TF.js draws on a DOM canvas in Safari, whose OffscreenCanvas knows no fences (tfjs#7803, #8267). */
const needsPage = ({ backend }: Configuration): boolean =>
  backend === 'webgl' && (typeof OffscreenCanvas === 'undefined' || isSafari())

const isSafari = (): boolean =>
  /Safari/.test(navigator.userAgent) && !/Chrome|Chromium|Android/.test(navigator.userAgent)

function inWorker({ backend }: Configuration): EngineSession {
  // Vite finds a worker by this very form, with static options.
  const worker = new Worker(new URL('../../workers/measure.worker.ts', import.meta.url), { type: 'module' })
  const api = wrap<EngineApi>(worker)
  // A call to a worker that failed would wait for ever.
  const failed = new Promise<never>((_, reject) => {
    const fail = (problem: string) => {
      reject(new EngineError(`The worker of ${backend} failed: ${problem}`))
    }
    worker.addEventListener('error', (event) => {
      fail(event.message || 'it could not be loaded')
    })
    worker.addEventListener('messageerror', () => {
      fail('its answer could not be read')
    })
  })
  failed.catch(() => {
    // Each call below reports it; a failure between calls is met by the next one.
  })
  return {
    api: {
      start: (...request) => Promise.race([api.start(...request), failed]),
      measure: (...request) => Promise.race([api.measure(...request), failed]),
      output: (...request) => Promise.race([api.output(...request), failed]),
      stop: () => Promise.race([api.stop(), failed]),
    },
    close() {
      api[releaseProxy]()
      worker.terminate()
    },
  }
}

function onPage(): EngineSession {
  const loading = Promise.all([import('../measurement/engine.ts'), import('../runtimes/tfjs/start.ts')]).then(
    ([{ Engine }, { startTfjs }]) => new Engine(startTfjs),
  )
  return {
    api: {
      start: async (...request) => (await loading).start(...request),
      measure: async (...request) => (await loading).measure(...request),
      output: async (...request) => (await loading).output(...request),
      stop: async () => (await loading).stop(),
    },
    close: () => void loading.then((engine) => engine.stop()),
  }
}
