import type { ArchitectureRecord, Measurement } from '../dataset/record.ts'
import type { Attempt } from './engine.ts'
import type { EngineApi } from './engine-host.ts'
import type { Journal } from './journal.ts'
import type { Lane } from './lane.ts'
import type { NetworkTimes } from './measure-network.ts'
import type { CampaignPhase } from './progress.ts'
import type { Protocol } from './protocol.ts'
import type { RunControl } from './run-control.ts'
import type { Item } from './schedule.ts'
import { afterDrawing } from './stillness.ts'

/** An item at its place in the campaign. */
export interface Turn {
  readonly item: Item
  readonly block: number
  readonly order: number
}

interface Terms<Value> {
  /** What is asked for, in a word or two. */
  readonly what: string
  readonly limitMs: number
  /** Whether an answer says that its engine can answer nothing else; never by default. */
  readonly isEngineSpent?: (value: Value) => boolean
}

/** An item that is disturbed this often is recorded as `voided`. */
const mostDisturbances = 3

/** Asks engines for times with all that a campaign owes them: pauses, disturbances, the journal, and a page that is still. */
export class GuardedTiming {
  #pausedMs = 0

  constructor(
    private readonly control: RunControl,
    private readonly journal: Journal,
    private readonly campaignId: string,
    private readonly tell: (phase: CampaignPhase, note: string | null) => unknown,
  ) {}

  /** Time spent in pauses so far. */
  get pausedMs(): number {
    return this.#pausedMs
  }

  /**
   * Times one network when nothing disturbs.
   * @param turn what the end of the tab would be put down to; null where a resumed campaign does not come here again.
   */
  async timed(
    lane: Lane,
    { graph, label }: ArchitectureRecord,
    protocol: Protocol,
    turn: Turn | null,
  ): Promise<Attempt<NetworkTimes>> {
    const measure = (engine: EngineApi) => engine.measure(graph, label, protocol, lane.bestCanaryMs)
    const answer = await this.undisturbed(
      lane,
      measure,
      { what: label, limitMs: protocol.itemTimeoutMs, isEngineSpent: (times) => times.isEngineSpent },
      turn,
    )
    if (answer.ok) lane.bestCanaryMs = answer.value.bestCanaryMs
    return answer
  }

  /**
   * Asks a running engine for what takes time, with nothing left to draw, again where something disturbs. An engine that
   * fails is closed, and one whose answer says that it is spent.
   */
  async undisturbed<Value>(
    lane: Lane,
    question: (engine: EngineApi) => Promise<Attempt<Value>>,
    { what, limitMs, isEngineSpent }: Terms<Value>,
    turn: Turn | null,
  ): Promise<Attempt<Value>> {
    for (let disturbances = 0; ;) {
      await this.#waitWhilePaused()
      this.tell('measuring', null)
      if (turn) await this.notePending(lane, turn, null)
      const engine = await lane.engine()
      if (!engine.ok) return engine
      if (turn) await this.notePending(lane, turn, null)
      await afterDrawing()
      this.control.takeDisturbance()
      if (this.control.pauseNote !== null) continue
      const answer = await lane.ask(() => question(engine.value), limitMs, what)
      // A backend that failed is not to be trusted with the next network.
      if (answer.ok ? isEngineSpent?.(answer.value) : answer.reason.code !== 'exceeds-limits') lane.close()
      const disturbance = this.control.takeDisturbance()
      if (disturbance === null) return answer
      if (++disturbances === mostDisturbances)
        return { ok: false, reason: { code: 'voided', message: disturbance } }
    }
  }

  /** Writes ahead: what the end of the tab would be put down to, or what came of it before it is in the dataset. */
  notePending(lane: Lane, { item, block, order }: Turn, measured: Measurement | null): Promise<void> {
    const { platform } = lane
    return this.journal.notePending(this.campaignId, { item, platform, block, order, measured })
  }

  async #waitWhilePaused(): Promise<void> {
    const note = this.control.pauseNote
    if (note !== null) {
      const startMs = performance.now()
      // Nothing is under way: a tab that is put away while paused has killed no network.
      await this.journal.clearPending(this.campaignId)
      this.tell('paused', note)
      await this.control.whenRunning()
      this.#pausedMs += performance.now() - startMs
    }
    await this.control.whenRunning()
  }
}
