import type { CanonicalGraph } from '../architecture/canonical.ts'
import { architectureOf } from '../architecture/identity.ts'
import type { Ceilings } from '../dataset/kernel-schema.ts'
import type { Reason } from '../dataset/record.ts'
import {
  RuntimeFault,
  type Runtime,
  type RuntimeConfiguration,
  type RuntimeFacts,
} from '../runtimes/runtime.ts'
import { measureCeilings } from './ceilings.ts'
import { clockStepUs, pageClock } from './clock.ts'
import { measureNetwork, type NetworkTimes } from './measure-network.ts'
import type { Protocol } from './protocol.ts'
import { medianInterval } from './statistics.ts'

export interface EngineFacts extends RuntimeFacts {
  readonly clockStepUs: number
  readonly syncFloorMs: number
  readonly isIsolated: boolean
}

/** Values, not exceptions: classes do not survive the way from a worker to the page. */
export type Attempt<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: Reason }

/** Starts a backend. The only implementation in the app is TF.js; tests bring their own to make faults. */
export type StartRuntime = (configuration: RuntimeConfiguration, limitMs: number) => Promise<Runtime>

const syncFloorRounds = 15

/**
 * One backend in one thread of its own (a worker, or the page where a backend needs it): started once, then asked to
 * measure networks one after another. Closing the worker frees everything, which no backend does by itself.
 */
export class Engine {
  #runtime: Runtime | undefined
  #facts: EngineFacts | undefined

  constructor(private readonly startRuntime: StartRuntime) {}

  /** Starts the backend and measures what every sample stands on: the clock step and the empty sync. */
  async start(configuration: RuntimeConfiguration, protocol: Protocol): Promise<Attempt<EngineFacts>> {
    return attempt(async () => {
      const runtime = await this.startRuntime(configuration, protocol.startTimeoutMs)
      this.#runtime = runtime
      this.#facts = {
        ...runtime.facts,
        clockStepUs: clockStepUs(),
        syncFloorMs: await syncFloorMs(runtime),
        isIsolated: globalThis.crossOriginIsolated,
      }
      return this.#facts
    })
  }

  /** What the backend reaches at best. @param budgetBytes, @returns as `measureCeilings`. */
  async ceilings(protocol: Protocol, budgetBytes: number): Promise<Attempt<Ceilings | null>> {
    return attempt(async () => {
      const [runtime, facts] = this.#started()
      return measureCeilings(runtime, protocol, facts, budgetBytes, pageClock)
    })
  }

  /** Times one network. @param bestCanaryMs as `measureNetwork`. */
  async measure(
    graph: CanonicalGraph,
    label: string,
    protocol: Protocol,
    bestCanaryMs: number | null,
  ): Promise<Attempt<NetworkTimes>> {
    return attempt(async () => {
      const [runtime, facts] = this.#started()
      return measureNetwork(runtime, architectureOf(graph, label), protocol, facts, bestCanaryMs)
    })
  }

  /** Output of one inference, for comparing backends. */
  async output(graph: CanonicalGraph, label: string): Promise<Attempt<Float32Array>> {
    return attempt(async () => {
      const [runtime] = this.#started()
      const executable = runtime.prepare(architectureOf(graph, label))
      try {
        executable.load()
        executable.run()
        return await executable.read()
      } finally {
        executable.dispose()
      }
    })
  }

  /** Frees the backend: needed where the engine lives on the page and cannot be ended with its worker. */
  async stop(): Promise<void> {
    await this.#runtime?.stop()
    this.#runtime = undefined
  }

  #started(): [Runtime, EngineFacts] {
    if (!this.#runtime || !this.#facts) throw new RuntimeFault('error', 'The engine was not started.')
    return [this.#runtime, this.#facts]
  }
}

async function syncFloorMs(runtime: Runtime): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < syncFloorRounds; i++) {
    const startMs = performance.now()
    await runtime.roundTrip()
    times.push(performance.now() - startMs)
  }
  return medianInterval(times).median
}

async function attempt<Value>(work: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    const code = error instanceof RuntimeFault ? error.code : 'error'
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, reason: { code, message: message.slice(0, 2000) } }
  }
}
