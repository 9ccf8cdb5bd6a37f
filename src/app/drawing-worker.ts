import { proxy, wrap, type Remote } from 'comlink'
import type { ArchitectureRecord } from '../dataset/record.ts'
import type {
  Collected,
  Drawing,
  Drawings,
  KernelCount,
  KernelDrawings,
  KernelWish,
  NamedNetwork,
  NetworkChoice,
  TeachingDrawings,
  TeachingTell,
  TeachingWish,
} from '../measurement/drawing.ts'
import type { NetworkPreview } from '../spaces/preview/preview.ts'
import { failureOf } from './worker-failure.ts'

/** Where somebody changed their mind, or pressed Cancel: the worker is ended in mid-work. */
const stopped = (): DOMException => new DOMException('The drawing was stopped.', 'AbortError')

/** Ends the worker that waits: nothing but the engine lives beside a measurement. */
export function endIdleDrawing(): void {
  idle?.worker.terminate()
  idle = undefined
}

interface Started {
  readonly worker: Worker
  readonly drawing: Remote<Drawing>
  readonly failed: Promise<never>
}

/** A worker that has answered waits here for the next question. */
let idle: Started | undefined

function started(): Started {
  // Vite finds a worker by this very form, with static options.
  const worker = new Worker(new URL('../../workers/draw.worker.ts', import.meta.url), { type: 'module' })
  const failed = failureOf(worker, (problem) => new Error(`The networks could not be drawn: ${problem}.`))
  return { worker, drawing: wrap<Drawing>(worker), failed }
}

/** The answer of a worker; one that is not waited for any more is ended in mid-work. */
async function answered<Answer>(
  ask: (drawing: Remote<Drawing>) => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  if (signal.aborted) throw stopped()
  const used = idle ?? started()
  idle = undefined
  const end = () => {
    used.worker.terminate()
  }
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(stopped()), { once: true })
  })
  try {
    const answer = await Promise.race([ask(used.drawing), used.failed, aborted])
    if (idle) end()
    else idle = used
    return answer
  } catch (fault) {
    end()
    throw fault
  }
}

/** As `Drawing.records`. @throws as that; `AbortError` where it was stopped. */
export const drawRecords = (
  choice: NetworkChoice,
  count: number,
  signal: AbortSignal,
  tell: (drawn: number) => void,
  leaveOut: readonly string[] = [],
): Promise<Collected<ArchitectureRecord>> =>
  answered((drawing) => drawing.records(choice, count, proxy(tell), leaveOut), signal)

/** As `Drawing.teaching`. @throws as that; `AbortError` where it was stopped. */
export const drawTeaching = (
  choice: NetworkChoice,
  count: number,
  wish: TeachingWish,
  signal: AbortSignal,
  tell: TeachingTell,
): Promise<TeachingDrawings> =>
  answered((drawing) => drawing.teaching(choice, count, wish, proxy(tell)), signal)

/** @param tell how many networks there are so far. @throws as `Drawing.operations`; `AbortError` where it was stopped. */
export const drawOperations = (
  choice: NetworkChoice,
  count: number,
  wish: KernelWish,
  signal: AbortSignal,
  tell: (drawn: number) => void,
): Promise<KernelDrawings> =>
  answered((drawing) => drawing.operations(choice, count, wish, proxy(tell)), signal)

/** @throws as `Drawing.operationCount`; `AbortError` where it was stopped. */
export const countOperations = (
  choice: NetworkChoice,
  count: number,
  wish: KernelWish,
  signal: AbortSignal,
): Promise<KernelCount> => answered((drawing) => drawing.operationCount(choice, count, wish), signal)

/** @throws as `Drawing.previews`; `AbortError` where it was stopped. */
export const drawPreviews = (
  choice: NetworkChoice,
  count: number,
  signal: AbortSignal,
): Promise<Drawings<NetworkPreview>> => answered((drawing) => drawing.previews(choice, count), signal)

/** What can be chosen by name. */
export const namedNetworks = (): Promise<NamedNetwork[]> =>
  answered((drawing) => drawing.named(), new AbortController().signal)
