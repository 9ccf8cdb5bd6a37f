import type { Configuration } from '../dataset/record.ts'
import type { Engine } from './engine.ts'

/** What a campaign asks of an engine, wherever it lives. */
export type EngineApi = Pick<Engine, 'start' | 'measure' | 'ceilings' | 'output' | 'stop'>

/** An engine of its own for one configuration. */
export interface EngineSession {
  readonly api: EngineApi
  /** Ends it at once, also where it hangs. A worker's memory goes with it. */
  close(): void
}

/** Makes fresh engines: in a worker where the browser allows it, else on the page. */
export interface EngineHost {
  open(configuration: Configuration): EngineSession
}

/** The engine itself failed (its worker could not load or threw), whatever it was asked. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
}
