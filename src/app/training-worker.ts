import { proxy, wrap, type Remote } from 'comlink'
import { partsOf } from '../prediction/predictor/examples.ts'
import type { KindName, Kinds } from '../prediction/predictor/kinds.ts'
import type { Answer, Training, TrainingRequest } from '../prediction/predictor/training.ts'
import { onEndIdleTraining } from './idle-training.ts'
import { failureOf } from './worker-failure.ts'

/** A fit hears a cancel at its next breath, some tens of milliseconds on; one that computes longer is ended. */
const cancelLimitMs = 3000
/** A worker that nobody asked anything for so long is ended. */
const idleMs = 60_000

/** A predictor as a file, named by its content. */
export interface PredictorFile {
  readonly id: string
  /** JSON in UTF-8. */
  readonly file: Uint8Array<ArrayBuffer>
}

/** How a training is followed and stopped. */
export interface TrainingOptions {
  readonly signal?: AbortSignal
  /** Share that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void
  /** How long a cancelled fit may go on before its worker is ended. */
  readonly cancelLimitMs?: number
}

interface Started {
  readonly worker: Worker
  readonly training: Remote<Training>
  readonly failed: Promise<never>
}

/** A worker that has answered waits here for the next question. */
let idle: Started | undefined
let idleTimer: ReturnType<typeof setTimeout> | undefined

function endIdle(): void {
  clearTimeout(idleTimer)
  idle?.worker.terminate()
  idle = undefined
}
onEndIdleTraining(endIdle)

function started(): Started {
  // Vite finds a worker by this very form, with static options.
  const worker = new Worker(new URL('../../workers/train.worker.ts', import.meta.url), { type: 'module' })
  const failed = failureOf(worker, (problem) => new Error(`The training ended: ${problem}.`))
  return { worker, training: wrap<Training>(worker), failed }
}

/** Asks a worker; one that fails is ended, and the next question starts another. */
async function asked<Value>(ask: (used: Started) => Promise<Value>): Promise<Value> {
  clearTimeout(idleTimer)
  const used = idle ?? started()
  idle = undefined
  try {
    const value = await Promise.race([ask(used), used.failed])
    if (idle) used.worker.terminate()
    else idle = used
    clearTimeout(idleTimer)
    idleTimer = setTimeout(endIdle, idleMs)
    return value
  } catch (fault) {
    used.worker.terminate()
    throw fault
  }
}

/**
 * Learns in a worker.
 * @throws {RangeError} naming what is wrong with the examples; `AbortError` where it was stopped; `Error` where the
 * worker failed: the next training starts another one
 */
export async function train(
  request: TrainingRequest,
  { signal, onProgress, cancelLimitMs: limitMs = cancelLimitMs }: TrainingOptions = {},
): Promise<PredictorFile> {
  if (signal?.aborted) throw stopped()
  const cancelling = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isDone = false
  try {
    const answer = await asked(({ training }) => {
      const ended = new Promise<never>((_, reject) => {
        const cancel = () => {
          void training.cancel()
          timer = setTimeout(() => reject(stopped()), limitMs)
        }
        signal?.addEventListener('abort', cancel, { signal: cancelling.signal })
      })
      const tell =
        onProgress &&
        proxy((share: number) => {
          if (!isDone) onProgress(share)
        })
      const learn = async () => {
        await handOver(training, request, signal)
        return training.train({ ...request, examples: null }, new Date().toISOString(), tell)
      }
      return Promise.race([learn(), ended])
    })
    return valueOf(answer)
  } finally {
    // Progress comes on a way of its own, and may come late.
    isDone = true
    clearTimeout(timer)
    // The worker may be at another training when the signal comes.
    cancelling.abort()
  }
}

/** Passes the examples on, part by part: between two of them the page is free. */
async function handOver(
  training: Remote<Training>,
  { kind, examples }: TrainingRequest,
  signal?: AbortSignal,
): Promise<void> {
  let isFirst = true
  for (const part of partsOf(kind, examples)) {
    if (signal?.aborted) throw stopped()
    await training.take(part, isFirst)
    isFirst = false
  }
}

/**
 * Predicts in a worker; ask for some thousands at once, so that the page never takes long to pass them on.
 * @param signal ends the worker in mid-work: a file from anywhere may take longer than anybody waits
 * @throws {RangeError} where the file is damaged or the inputs do not fit it; `AbortError` where it was stopped; `Error`
 * where the worker failed
 */
export async function predict<Name extends KindName>(
  { id, file }: PredictorFile,
  inputs: Kinds[Name]['inputs'],
  signal?: AbortSignal,
): Promise<Kinds[Name]['predictions']> {
  if (signal?.aborted) throw stopped()
  const listening = new AbortController()
  const ended = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(stopped()), { signal: listening.signal })
  })
  try {
    const answer = await asked(({ training }) => {
      const work = async () => {
        if (await training.has(id)) return training.predict(id, inputs)
        const loaded = await training.load(file)
        return loaded.ok ? training.predict(loaded.value, inputs) : loaded
      }
      return Promise.race([work(), ended])
    })
    return valueOf(answer)
  } finally {
    listening.abort()
  }
}

const stopped = (): DOMException => new DOMException('The training was stopped.', 'AbortError')

function valueOf<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value
  if (answer.name === 'AbortError') throw stopped()
  throw answer.isRange ? new RangeError(answer.message) : new Error(answer.message)
}
