import { peakBytes } from '../architecture/cost.ts'
import type { Architecture } from '../architecture/graph.ts'
import { architectureOf } from '../architecture/identity.ts'
import { architectureRecord } from '../dataset/identity.ts'
import type {
  ArchitectureRecord,
  Measurement,
  PlatformRecord,
  Reason,
  Tag,
  Timing,
} from '../dataset/record.ts'
import { canaryKey, canarySpace } from './canary-name.ts'
import { canaryNetwork } from './canary-network.ts'
import type { CampaignRequest } from './campaign-request.ts'
import type { Comparison } from './correctness.ts'
import { deviceIdentity } from './device-identity.ts'
import type { EngineHost } from './engine-host.ts'
import { GuardedTiming, type Turn } from './guarded-timing.ts'
import { wasLeft, type Journal } from './journal.ts'
import { Lane } from './lane.ts'
import { budgetAfterKill, initialBudgetBytes } from './memory-budget.ts'
import type { NetworkTimes } from './measure-network.ts'
import { PlanWatch } from './plan-watch.ts'
import type { KernelPlanner } from './planning.ts'
import type { CampaignPhase, CampaignProgress } from './progress.ts'
import type { Protocol } from './protocol.ts'
import { recordOfTimes, unmeasuredRecord, type Findings, type Place } from './record-maker.ts'
import { Reference } from './reference.ts'
import { Cancelled, RunControl } from './run-control.ts'
import { schedule, type Block, type Item } from './schedule.ts'

export type { CampaignRequest } from './campaign-request.ts'

/** Where records go. */
export interface RecordStore {
  add(measurement: Measurement, architecture: ArchitectureRecord, platform: PlatformRecord): Promise<unknown>
}

export interface CampaignTools {
  readonly store: RecordStore
  readonly journal: Journal
  readonly engines: EngineHost
  /** Plans kernels, away from the engines; null where nothing is planned. */
  readonly planner: KernelPlanner | null
  readonly app: { readonly version: string; readonly commit: string }
  readonly onProgress: (progress: CampaignProgress) => void
}

/** Canaries are short: they come twice a block. */
const canaryProtocol = { warmupMs: 300, samplingMs: 200, kernelTimes: 'off' } as const

const noFindings: Findings = { comparison: null, planMisses: null, ceilings: null }

/**
 * Measures every network of a request on every configuration, in blocks between canary networks. It lives on the
 * page, where nothing can hang it: engines run in workers, every answer has a time limit, and every item is in the
 * journal before it runs. A faulty item ends itself, never the campaign.
 */
export class Campaign {
  readonly #control = new RunControl()
  readonly #protocol: Protocol
  readonly #blocks: readonly Block[]
  readonly #total: number
  readonly #canary = architectureRecord({ space: canarySpace, key: canaryKey, architecture: canaryNetwork() })
  #lanes: readonly Lane[] = []
  readonly #reference: Reference
  readonly #timing: GuardedTiming
  readonly #plans: PlanWatch
  #done = new Set<string>()
  readonly #startMs = performance.now()
  #measuredItems = 0
  /** Time of the items that were measured, without pauses. */
  #measuringMs = 0
  #cooledMs = 0
  #budgetBytes = Infinity
  #current: CampaignProgress['current'] = null
  #drift: number | null = null

  constructor(
    private readonly request: CampaignRequest,
    private readonly tools: CampaignTools,
  ) {
    this.#protocol = request.protocol
    this.#blocks = schedule({
      networks: request.architectures.length,
      configurations: request.configurations.length,
      seed: request.seed,
      blockSize: request.protocol.blockSize,
      revisitShare: request.protocol.revisitShare,
      order: request.order,
    })
    this.#total = this.#blocks.reduce((sum, block) => sum + block.items.length, 0)
    this.#reference = new Reference(tools.engines, request.protocol)
    this.#timing = new GuardedTiming(this.#control, tools.journal, request.campaignId, (phase, why) =>
      this.#tell(phase, null, why),
    )
    this.#plans = new PlanWatch(tools.planner, this.#control)
  }

  /** Pauses after the current item; with a reason (a hidden page, say) that item is spoilt and measured again. */
  pause(reason?: string): void {
    this.#control.pause(reason ?? 'Paused by you.', reason ?? null)
  }

  resume(): void {
    this.#control.resume()
  }

  cancel(): void {
    this.#control.cancel()
  }

  /** Runs to the end. Faults of items are in their records; what ends the campaign itself is in the note. */
  async run(): Promise<CampaignProgress> {
    try {
      await this.#begin()
      for (const [index, block] of this.#blocks.entries()) await this.#block(block, index)
      await this.tools.journal.forget(this.request.campaignId)
      return this.#tell('done')
    } catch (error) {
      const isCancelled = error instanceof Cancelled
      await this.#closeJournal(isCancelled)
      if (isCancelled) return this.#tell('cancelled')
      return this.#tell('failed', null, error instanceof Error ? error.message : String(error))
    } finally {
      for (const lane of this.#lanes) lane.close()
      this.#reference.close()
    }
  }

  /**
   * A cancelled campaign is over. A failed one can be resumed: what was under way will be measured again, and what was
   * measured but could not be stored stays in the journal.
   */
  async #closeJournal(isCancelled: boolean): Promise<void> {
    const { journal } = this.tools
    const { campaignId } = this.request
    try {
      if (isCancelled) await journal.forget(campaignId)
      else if (!(await journal.pending(campaignId))?.measured) await journal.clearPending(campaignId)
    } catch {
      // Storage that fails is most often why the campaign ended; its own failure says no more.
    }
  }

  async #begin(): Promise<void> {
    const { journal, engines } = this.tools
    const { campaignId, configurations } = this.request
    // Before anything is told: a run that a page shows is one that can be continued.
    await journal.begin(this.request, this.#total)
    this.#tell('starting')
    const device = await deviceIdentity(navigator)
    this.#budgetBytes = (await journal.budgetBytes()) ?? initialBudgetBytes(device)
    this.#lanes = await Promise.all(
      configurations.map(async (configuration, index) => {
        const bests = await journal.bests(campaignId, index)
        return new Lane(configuration, engines, this.#protocol, device, this.#control, bests)
      }),
    )
    this.#done = await journal.doneKeys(campaignId)
    await this.#settlePending()
  }

  /** What the campaign was at when it was cut off: kept if it was measured, else the tab's end is put down to it. */
  async #settlePending(): Promise<void> {
    const { journal } = this.tools
    const { campaignId } = this.request
    const pending = await journal.pending(campaignId)
    const hasLeft = wasLeft(campaignId)
    const lane = pending && this.#lanes[pending.item.configuration]
    if (!pending || !lane || (hasLeft && !pending.measured)) return journal.clearPending(campaignId)
    lane.platform = pending.platform
    const architecture = this.request.architectures[pending.item.network]
    if (!architecture) return journal.clearPending(campaignId)
    if (pending.measured) return this.#keep(lane, pending.item, architecture, pending.measured)
    const needed = peakBytes(architectureOf(architecture.graph, architecture.label))
    this.#budgetBytes = budgetAfterKill(this.#budgetBytes, needed)
    await journal.keepBudgetBytes(this.#budgetBytes)
    const message = 'The tab ended while this network was measured: most often it was out of memory.'
    const place = this.#place(lane, pending.block, pending.order, pending.item.visit)
    await this.#keepUnmeasured(lane, pending.item, place, { code: 'tab-killed', message })
  }

  async #block(block: Block, index: number): Promise<void> {
    const lane = this.#lanes[block.configuration]
    const items = block.items.filter((item) => !this.#done.has(item.key))
    const [first] = items
    if (!lane || !first) return
    lane.drift.beginBlock()
    const opening = { item: first, block: index, order: block.items.indexOf(first) }
    await this.#openingCanary(lane, opening)
    await this.#findCeilings(lane)
    for (const item of items) await this.#item(lane, { item, block: index, order: block.items.indexOf(item) })
    if (!lane.isGivenUp) await this.#measureCanary(lane, index, block.items.length, null)
    // A fresh engine for each block: no backend gives its memory back by itself.
    lane.close()
  }

  async #openingCanary(lane: Lane, next: Turn): Promise<void> {
    for (;;) {
      const timing = await this.#measureCanary(lane, next.block, 0, next)
      if (!timing) return
      const coolMs = lane.drift.coolDownMs(timing, performance.now() - this.#startMs, this.#cooledMs)
      if (coolMs === 0) return
      const percent = Math.round(100 * (lane.drift.drift ?? 0))
      this.#tell(
        'cooling',
        null,
        `The canary is ${percent} % above its best: cooling down for ${coolMs / 1000} s.`,
      )
      await this.tools.journal.clearPending(this.request.campaignId)
      await this.#control.wait(coolMs)
      this.#cooledMs += coolMs
    }
  }

  /** Times the canary network and keeps its record; nothing where the engine does not start or fails. */
  async #measureCanary(lane: Lane, block: number, order: number, next: Turn | null): Promise<Timing | null> {
    const protocol = { ...this.#protocol, ...canaryProtocol }
    const answer = await this.#timing.timed(lane, this.#canary, protocol, next)
    if (!answer.ok) return null
    const { perInferenceMs } = answer.value
    lane.drift.note(perInferenceMs)
    this.#drift = lane.drift.drift
    await this.#noteBests(lane)
    const record = this.#recordOf(
      lane,
      this.#canary,
      this.#place(lane, block, order, 0, ['canary']),
      answer.value,
    )
    await this.tools.store.add(record, this.#canary, lane.platform)
    return perInferenceMs
  }

  /** What the device reaches at best, once for each configuration, on a device that the canary has woken up. */
  async #findCeilings(lane: Lane): Promise<void> {
    const isAwake = lane.drift.bestMs !== null
    if (!isAwake || lane.ceilings !== undefined || this.#protocol.kernelTimes === 'off') return
    // Written ahead: a tab that they kill is not asked for them again, and no network has killed it.
    lane.ceilings = null
    await this.#noteBests(lane)
    await this.tools.journal.clearPending(this.request.campaignId)
    const answer = await this.#timing.undisturbed(
      lane,
      (engine) => engine.ceilings(this.#protocol, this.#budgetBytes),
      { what: 'its ceilings', limitMs: this.#protocol.itemTimeoutMs },
      null,
    )
    lane.ceilings = answer.ok ? answer.value : null
    await this.#noteBests(lane)
  }

  /** For the campaign that goes on after a crash; nothing before the first canary. */
  async #noteBests(lane: Lane): Promise<void> {
    const { campaignId, configurations } = this.request
    const { bestCanaryMs: canaryMs, ceilings } = lane
    const networkMs = lane.drift.bestMs
    if (networkMs === null) return
    const bests = { canaryMs, networkMs, ceilings }
    await this.tools.journal.noteBests(campaignId, configurations.indexOf(lane.configuration), bests)
  }

  async #item(lane: Lane, turn: Turn): Promise<void> {
    const { item, block, order } = turn
    const record = this.request.architectures[item.network]
    if (!record) return
    const place = () => this.#place(lane, block, order, item.visit)
    const architecture = architectureOf(record.graph, record.label)
    const needed = peakBytes(architecture)
    if (needed > this.#budgetBytes)
      return this.#keepUnmeasured(lane, item, place(), tooLarge(needed, this.#budgetBytes))
    const startMs = performance.now()
    const { pausedMs } = this.#timing
    this.#current = { label: record.label, configuration: lane.configuration }
    const answer = await this.#timing.timed(lane, record, this.#protocol, turn)
    if (!answer.ok) return this.#keepUnmeasured(lane, item, place(), answer.reason)
    const ceilings = lane.ceilings ?? null
    const measured = this.#recordOf(lane, record, place(), answer.value, { ...noFindings, ceilings })
    await this.#timing.notePending(lane, turn, measured)
    const { platform, configuration } = lane
    const planMisses = await this.#plans.misses(answer.value.kernels, record, platform, configuration)
    const comparison = await this.#compare(lane, architecture)
    const findings = { comparison, planMisses, ceilings }
    const isMore = comparison !== null || planMisses !== null
    const whole = isMore ? this.#recordOf(lane, record, place(), answer.value, findings) : measured
    this.#measuredItems++
    this.#measuringMs += performance.now() - startMs - (this.#timing.pausedMs - pausedMs)
    await this.#keep(lane, item, record, whole)
  }

  #recordOf(
    lane: Lane,
    architecture: ArchitectureRecord,
    place: Place,
    times: NetworkTimes,
    findings = noFindings,
  ): Measurement {
    return recordOfTimes(this.#subject(lane, architecture), place, times, findings)
  }

  async #compare(lane: Lane, architecture: Architecture): Promise<Comparison | null> {
    if (!lane.cover.isNew(architecture)) return null
    const engine = await lane.engine()
    if (!engine.ok) return null
    const question = async () => {
      return { ok: true, value: await this.#reference.compare(engine.value, architecture) } as const
    }
    const answer = await lane.ask(
      question,
      2 * this.#protocol.itemTimeoutMs,
      `comparing ${architecture.label}`,
    )
    if (!answer.ok) lane.close()
    if (!answer.ok || !answer.value) return null
    lane.cover.note(architecture)
    return answer.value
  }

  #keepUnmeasured(lane: Lane, item: Item, place: Place, reason: Reason): Promise<void> {
    const architecture = this.request.architectures[item.network]
    if (!architecture) return Promise.resolve()
    return this.#keep(
      lane,
      item,
      architecture,
      unmeasuredRecord(this.#subject(lane, architecture), place, reason),
    )
  }

  /** First the dataset, then the journal: a crash between the two adds the same record again, which changes nothing. */
  async #keep(lane: Lane, item: Item, architecture: ArchitectureRecord, record: Measurement): Promise<void> {
    await this.tools.store.add(record, architecture, lane.platform)
    await this.tools.journal.noteDone(this.request.campaignId, item.key)
    this.#done.add(item.key)
    this.#current = null
    this.#tell('measuring', record)
  }

  #subject(lane: Lane, architecture: ArchitectureRecord) {
    const { configuration, platform, facts } = lane
    return { architecture, configuration, platform, facts, app: this.tools.app }
  }

  #place(lane: Lane, block: number, order: number, visit: 0 | 1, extra: readonly Tag[] = []): Place {
    const { campaignId, seed } = this.request
    const tags: Tag[] = [...extra]
    if (visit === 1) tags.push('revisit')
    if (lane.drift.isMarked) tags.push('drift')
    return { campaignId, seed, block, order, drift: lane.drift.drift, tags }
  }

  #tell(phase: CampaignPhase, kept: Measurement | null = null, note: string | null = null): CampaignProgress {
    const perItemMs = this.#measuredItems > 0 ? this.#measuringMs / this.#measuredItems : null
    const left = this.#total - this.#done.size
    const progress: CampaignProgress = {
      phase,
      done: this.#done.size,
      total: this.#total,
      timeLeftMs: perItemMs === null ? null : perItemMs * left,
      current: this.#current,
      drift: this.#drift,
      kept,
      note,
    }
    this.tools.onProgress(progress)
    return progress
  }
}

const mib = (bytes: number) => Math.round(bytes / 2 ** 20)

const tooLarge = (needed: number, budget: number): Reason => ({
  code: 'exceeds-limits',
  message: `The network needs at least ${mib(needed)} MiB; this device is given ${mib(budget)} MiB, so that the tab is not killed.`,
})
