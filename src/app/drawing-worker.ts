import { wrap } from 'comlink'
import { failureOf } from './worker-failure.ts'
import type { Drawing } from '../measurement/drawing.ts'

/** What the page asks of `Drawing`. */
export type DrawingApi = Pick<Drawing, 'records' | 'previews' | 'named'>

let running: DrawingApi | undefined

/** The one worker that draws networks, started when it is first needed. */
export function drawingWorker(): DrawingApi {
  running ??= started()
  return running
}

function started(): DrawingApi {
  // Vite finds a worker by this very form, with static options.
  const worker = new Worker(new URL('../../workers/draw.worker.ts', import.meta.url), { type: 'module' })
  const api = wrap<Drawing>(worker)
  const failed = failureOf(worker, (problem) => new Error(`The networks could not be drawn: ${problem}.`))
  failed.catch(() => {
    worker.terminate()
    running = undefined
  })
  return {
    records: (...request) => Promise.race([api.records(...request), failed]),
    previews: (...request) => Promise.race([api.previews(...request), failed]),
    named: () => Promise.race([api.named(), failed]),
  }
}
