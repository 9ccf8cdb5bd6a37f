import { sealPlatform } from '../dataset/identity.ts'
import type { Ceilings } from '../dataset/kernel-schema.ts'
import type { Configuration, PlatformRecord, Reason } from '../dataset/record.ts'
import { RuntimeFault } from '../runtimes/runtime.ts'
import { withinTime } from '../runtimes/time-limit.ts'
import { CorrectnessCover } from './correctness.ts'
import type { DeviceIdentity } from './device-identity.ts'
import { DriftWatch } from './drift-watch.ts'
import type { Attempt, EngineFacts } from './engine.ts'
import type { EngineApi, EngineHost, EngineSession } from './engine-host.ts'
import { platformOf, platformWithoutEngine } from './platform.ts'
import type { Protocol } from './protocol.ts'
import { Cancelled, type RunControl } from './run-control.ts'

/** A configuration that could not be started this often is given up. */
const mostStartFailures = 2

/** What a resumed campaign has to know of the part before: the bests of its configuration. */
export interface LaneBests {
  readonly canaryMs: number | null
  readonly networkMs: number
  /** Null where they could not be measured, or the tab ended meanwhile; undefined while they were not asked for. */
  readonly ceilings: Ceilings | null | undefined
}

/** One configuration of a campaign: its engine, and what is remembered about it from block to block. */
export class Lane {
  readonly cover = new CorrectnessCover()
  readonly drift: DriftWatch
  /** Best clock canary of the campaign. */
  bestCanaryMs: number | null
  /** As in `LaneBests`. */
  ceilings: Ceilings | null | undefined
  platform: PlatformRecord
  facts: EngineFacts | null = null
  #session: EngineSession | undefined
  #startFailures = 0
  #startReason: Reason | undefined

  constructor(
    readonly configuration: Configuration,
    private readonly engines: EngineHost,
    private readonly protocol: Protocol,
    private readonly device: DeviceIdentity,
    private readonly control: RunControl,
    bests: LaneBests | undefined,
  ) {
    this.drift = new DriftWatch(protocol, bests?.networkMs)
    this.bestCanaryMs = bests?.canaryMs ?? null
    this.ceilings = bests?.ceilings
    this.platform = sealPlatform(platformWithoutEngine(device, configuration, globalThis.crossOriginIsolated))
  }

  get isGivenUp(): boolean {
    return this.#startFailures >= mostStartFailures
  }

  /** A running engine, fresh after `close`; where it was given up, why. */
  async engine(): Promise<Attempt<EngineApi>> {
    if (this.#session) return { ok: true, value: this.#session.api }
    if (this.isGivenUp && this.#startReason) return { ok: false, reason: this.#startReason }
    const { backend, threads, fusion, selection } = this.configuration
    const started = await this.ask(
      () => {
        this.#session = this.engines.open(this.configuration)
        return this.#session.api.start({ backend, threads, fusion, selection }, this.protocol)
      },
      this.protocol.startTimeoutMs,
      'start',
    )
    if (!started.ok) {
      const isMissing = started.reason.code === 'no-backend'
      this.#startFailures = isMissing ? mostStartFailures : this.#startFailures + 1
      this.#startReason = started.reason
      this.close()
      return started
    }
    this.#startFailures = 0
    this.facts = started.value
    this.platform = sealPlatform(platformOf(this.device, this.configuration, started.value))
    return this.engine()
  }

  /**
   * An answer of the engine, given up after the time limit. Whatever goes wrong with an engine is a reason for its
   * items, never the end of the campaign. @throws {Cancelled}
   */
  async ask<Value>(
    question: () => Promise<Attempt<Value>>,
    limitMs: number,
    what: string,
  ): Promise<Attempt<Value>> {
    try {
      const answer = withinTime(question(), limitMs, `${this.configuration.backend}: ${what}`)
      return await this.control.untilCancelled(answer)
    } catch (error) {
      if (error instanceof Cancelled) throw error
      const code = error instanceof RuntimeFault ? error.code : 'error'
      const message = error instanceof Error ? error.message : String(error)
      return { ok: false, reason: { code, message: message.slice(0, 2000) } }
    }
  }

  /** Ends the engine; what it held is freed with its worker. */
  close(): void {
    this.#session?.close()
    this.#session = undefined
  }
}
