import { releaseProxy, wrap } from 'comlink'
import type { Configuration } from '../dataset/record.ts'
import {
  EngineError,
  type EngineApi,
  type EngineHost,
  type EngineSession,
} from '../measurement/engine-host.ts'
import { failureOf } from './worker-failure.ts'

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
  const failed = failureOf(
    worker,
    (problem) => new EngineError(`The worker of ${backend} failed: ${problem}`),
  )
  return {
    api: {
      start: (...request) => Promise.race([api.start(...request), failed]),
      measure: (...request) => Promise.race([api.measure(...request), failed]),
      ceilings: (...request) => Promise.race([api.ceilings(...request), failed]),
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
      ceilings: async (...request) => (await loading).ceilings(...request),
      output: async (...request) => (await loading).output(...request),
      stop: async () => (await loading).stop(),
    },
    close: () => void loading.then((engine) => engine.stop()),
  }
}
