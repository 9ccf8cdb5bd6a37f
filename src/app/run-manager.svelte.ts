import type { Campaign, CampaignRequest } from '../measurement/campaign.ts'
import type { Journal } from '../measurement/journal.ts'
import type { CampaignProgress } from '../measurement/progress.ts'
import { Announcer } from './announcer.ts'
import { campaignOf, isCampaignOf, type DrawingWatch } from './campaign-building.ts'
import { expectedItemMs, shownItemMs, timingsOf } from './campaign-plan.ts'
import type { DataManager } from './data-manager.svelte.ts'
import { deliver } from './delivery.ts'
import { endIdleDrawing } from './drawing-worker.ts'
import type { DeviceManager } from './device-manager.svelte.ts'
import type { ErrorLog } from './error-log.svelte.ts'
import { endIdleTraining } from './idle-training.ts'
import { keepItemTime, keptItemTimes } from './item-time.ts'
import { kernelTimesOf, protocolOf } from './kernel-choice.ts'
import { RunGuard } from './run-guard.ts'
import { Preparation } from './preparation.svelte.ts'
import { isRunLockFree, takeRunLock, type HeldLock } from './run-lock.ts'
import { RunOutcome } from './run-outcome.svelte.ts'
import type { RunChoice } from './run-parameters.ts'

type RunState = 'idle' | 'preparing' | 'running' | 'finished'

interface Unfinished {
  readonly request: CampaignRequest
  readonly done: number
  readonly total: number
}

/** One campaign at a time over all tabs: builds the request, drives it, keeps what the page shows of it. */
export class RunManager {
  #state: RunState = $state('idle')
  /** What came of the campaign, also of the last one. */
  readonly outcome = new RunOutcome()
  readonly preparation = new Preparation()
  #problem: string | null = $state(null)
  #delivery: string | null = $state(null)
  #givenUp: string | null = $state(null)
  #note: string | null = $state(null)
  #unfinished: Unfinished | null = $state.raw(null)
  #announcement = $state('')
  #announcer = new Announcer()
  #itemMs = $state(keptItemTimes())
  #campaign: Campaign | undefined
  #isPausing = $state(false)
  #isPausedByHand = false
  /** A run that stood still tells nothing about how long the next will take. */
  #hasPaused = false
  readonly #guard = new RunGuard({
    isPausedByHand: () => this.#isPausedByHand,
    pause: (reason) => this.#interrupt(reason),
    resume: () => this.#campaign?.resume(),
  })

  constructor(
    private readonly device: DeviceManager,
    private readonly data: DataManager,
    private readonly errors: ErrorLog,
  ) {}

  get state(): RunState {
    return this.#state
  }

  /** Why a run did not start or ended early, in one sentence. */
  get problem(): string | null {
    return this.#problem
  }

  /** What became of the delivery that a link asked for. */
  get delivery(): string | null {
    return this.#delivery
  }

  /** Which unfinished run was given up for this one. */
  get givenUp(): string | null {
    return this.#givenUp
  }

  /** Why fewer networks run than were asked for. */
  get note(): string | null {
    return this.#note
  }

  get unfinished(): Unfinished | null {
    return this.#unfinished
  }

  get announcement(): string {
    return this.#announcement
  }

  /** Expected time of one item: as it was in the last such run on this device, else by the protocol. */
  itemMs(choice: RunChoice): number {
    return this.#itemMs[`${choice.measure}-${kernelTimesOf(choice)}`] ?? expectedItemMs(protocolOf(choice))
  }

  /** This tab measures, or is about to. */
  get isMeasuring(): boolean {
    return this.#state === 'preparing' || this.#state === 'running'
  }

  /** Looks for a run that a crash, a reload, a closed tab or a fault has cut off. */
  async findUnfinished(): Promise<void> {
    if (this.isMeasuring) return
    try {
      if ((await isRunLockFree()) && !this.isMeasuring) await this.#readUnfinished()
    } catch (fault) {
      this.#fail(fault)
    }
  }

  /** Gives the unfinished run up; what it has measured stays in the dataset. */
  async forgetUnfinished(): Promise<void> {
    const unfinished = this.#unfinished
    if (!unfinished) return
    try {
      const { withJournal } = await import('./journal-access.ts')
      await withJournal((journal) => journal.forget(unfinished.request.campaignId))
      this.#unfinished = null
    } catch (fault) {
      this.#fail(fault)
    }
  }

  /**
   * Starts a new campaign, for which an unfinished one is given up.
   * @param deliverTo path that receives the dataset when it is done
   */
  async start(choice: RunChoice, deliverTo: string | null = null): Promise<void> {
    await this.#drive(deliverTo, async (watch) => {
      const report = await this.device.inspect()
      const prepared = await campaignOf(choice, report, this.itemMs(choice), watch, () => this.data.store())
      if (typeof prepared === 'string') return prepared
      this.#note = prepared.note
      return prepared.request
    })
  }

  /**
   * As `start`, but goes on with an unfinished campaign of the same networks and configurations, and gives up another
   * one only for whoever waits for a delivery.
   * @param mayStart false where only an unfinished campaign of this choice may go on
   */
  async startOrContinue(choice: RunChoice, deliverTo: string | null, mayStart: boolean): Promise<void> {
    if (this.isMeasuring) return
    await this.findUnfinished()
    const request = this.#unfinished?.request
    const isSame = request && (await this.#isSame(choice, request))
    // Pressed Run, or Cancel, meanwhile.
    if (this.isMeasuring || isSame === null) return
    if (isSame) await this.continueUnfinished(deliverTo)
    else if (!mayStart) return
    else if (request && deliverTo === null)
      this.#problem =
        'The link asks for another run than the one that was cut off. Continue that one or leave it, then press Run.'
    else await this.start(choice, deliverTo)
  }

  /** Whether a choice means this campaign; null where that was cancelled or something else was started. */
  async #isSame(choice: RunChoice, request: CampaignRequest): Promise<boolean | null> {
    if (this.isMeasuring) return null
    const before = this.#state
    this.#state = 'preparing'
    const watch = this.preparation.begin()
    try {
      return await isCampaignOf(choice, await this.device.inspect(), request, watch, () => this.data.store())
    } catch (fault) {
      if (!watch.signal.aborted) this.#fail(fault)
      return null
    } finally {
      this.#state = before
    }
  }

  /** Goes on with the campaign that was found unfinished. */
  async continueUnfinished(deliverTo: string | null = null): Promise<void> {
    const unfinished = this.#unfinished
    if (unfinished) await this.#drive(deliverTo, () => Promise.resolve(unfinished.request))
  }

  /** Asked to pause, but the network at hand is still being measured. */
  get isPausing(): boolean {
    return this.#isPausing
  }

  pause(): void {
    this.#isPausedByHand = true
    this.#isPausing = this.outcome.progress?.phase !== 'paused'
    this.#campaign?.pause()
  }

  resume(): void {
    this.#guard.yield()
    this.#isPausedByHand = false
    this.#isPausing = false
    this.#campaign?.resume()
  }

  cancel(): void {
    this.preparation.cancel()
    this.#campaign?.cancel()
  }

  /** Back to the choice of networks. */
  reset(): void {
    if (this.#state !== 'finished') return
    this.#state = 'idle'
    this.#problem = null
    this.#delivery = null
    void this.findUnfinished()
  }

  /** After everything was deleted. */
  forgetEverything(): void {
    this.#itemMs = {}
    this.#unfinished = null
    this.outcome.begin([])
    if (this.#state === 'finished') this.#state = 'idle'
  }

  async #drive(
    deliverTo: string | null,
    request: (watch: DrawingWatch) => Promise<CampaignRequest | string | null>,
  ): Promise<void> {
    if (this.isMeasuring) return
    const before = this.#state
    this.#state = 'preparing'
    this.#problem = null
    this.#delivery = null
    this.#givenUp = null
    this.#note = null
    const watch = this.preparation.begin()
    let lock: HeldLock | null = null
    try {
      lock = await takeRunLock()
      const asked = lock ? await request(watch) : otherTab
      if (watch.signal.aborted) {
        this.#state = before
        return
      }
      if (typeof asked === 'string') {
        this.#problem = asked
        this.#state = before
        return
      }
      if (asked === null) {
        // All of it is in the dataset, which is what a delivery asks for.
        this.#announcement = this.#note ?? ''
        this.#state = before
        if (deliverTo !== null) await this.#deliver(deliverTo)
        return
      }
      const { phase } = await this.#measure(asked)
      if (deliverTo !== null && phase !== 'cancelled') await this.#deliver(deliverTo)
    } catch (fault) {
      if (watch.signal.aborted && !this.#campaign) {
        this.#state = before
      } else {
        this.#fail(fault)
        this.#state = this.outcome.kept > 0 ? 'finished' : 'idle'
      }
    } finally {
      this.#campaign = undefined
      // Under the lock that this tab still holds: a run that ended early is known before anything else is started.
      if (lock) await this.#readUnfinished().catch((fault: unknown) => this.errors.report(fault, null))
      lock?.release()
    }
  }

  async #readUnfinished(): Promise<void> {
    const { withJournal } = await import('./journal-access.ts')
    this.#unfinished = await withJournal((journal) => journal.unfinished())
  }

  #fail(fault: unknown): void {
    this.errors.report(fault, null)
    this.#problem = sentenceOf(fault)
  }

  async #measure(request: CampaignRequest): Promise<CampaignProgress> {
    const { withJournal } = await import('./journal-access.ts')
    return withJournal((journal) => this.#measureWith(journal, request))
  }

  async #measureWith(journal: Journal, request: CampaignRequest): Promise<CampaignProgress> {
    // Before anything is measured: where nothing can be kept, this says why in plain words.
    const store = await this.data.store()
    const [{ Campaign }, { createEngineHost }, { noteLeaving }, { workerPlanner, endPlanning }] =
      await Promise.all([
        import('../measurement/campaign.ts'),
        import('./engine-host.ts'),
        import('../measurement/journal.ts'),
        import('./planning-worker.ts'),
      ])
    endIdleDrawing()
    endIdleTraining()
    this.outcome.begin(request.architectures)
    const unfinished = this.#unfinished
    if (unfinished && unfinished.request.campaignId !== request.campaignId)
      this.#givenUp = `The run that was cut off before was given up for this one: ${unfinished.done} of its ${unfinished.total} measurements are kept.`
    this.#unfinished = null
    const startedMs = performance.now()
    const campaign = new Campaign(request, {
      store,
      journal,
      engines: createEngineHost(),
      planner: workerPlanner,
      app: { version: __APP_VERSION__, commit: __APP_COMMIT__ },
      onProgress: (progress) => {
        // Not before: what the page shows as running is in the journal.
        this.#state = 'running'
        if (progress.kept && this.outcome.kept === 0) void this.data.askToPersist()
        this.outcome.take(progress)
        if (progress.phase === 'paused') {
          this.#isPausing = false
          this.#hasPaused = true
        }
        this.#announce(progress)
      },
    })
    this.#campaign = campaign
    this.#isPausing = false
    this.#isPausedByHand = false
    this.#hasPaused = false
    this.#announcer = new Announcer()
    this.data.hold()
    await this.#guard.begin()
    const leave = () => noteLeaving(request.campaignId)
    window.addEventListener('pagehide', leave)
    let last: CampaignProgress
    try {
      last = await campaign.run()
    } finally {
      endPlanning()
      window.removeEventListener('pagehide', leave)
      this.data.release()
      await this.#guard.end()
    }
    this.outcome.show(last)
    const { kept } = this.outcome
    if (last.phase === 'done' && kept > 2 && !this.#hasPaused) {
      const timings = timingsOf(request.architectures.length, request.configurations.length, request.protocol)
      const measure = request.order === 'given' ? 'kernels' : 'networks'
      const kind = `${measure}-${request.protocol.kernelTimes}` as const
      const itemMs = shownItemMs(timings, kept, performance.now() - startedMs)
      this.#itemMs = { ...this.#itemMs, [kind]: itemMs }
      keepItemTime(kind, itemMs)
    }
    if (last.phase === 'failed') this.#problem = last.note
    this.#announce(last)
    this.#state = 'finished'
    return last
  }

  async #deliver(path: string): Promise<void> {
    try {
      await deliver(path, await this.data.exported('json'))
      this.#delivery = `The dataset was sent to ${path}.`
    } catch (fault) {
      this.errors.report(fault, null)
      this.#problem = `The dataset could not be sent to ${path}. It is kept here: export it by hand.`
    }
  }

  /** The circumstances pause the run: what runs is spoilt, whoever has paused it. */
  #interrupt(reason: string): void {
    this.#campaign?.pause(reason)
    if (this.#isPausedByHand) {
      // The person's pause stays what the page tells: coming back does not end it.
      this.#campaign?.pause()
      return
    }
    const { progress } = this.outcome
    if (progress?.phase !== 'paused') return
    const told = { ...progress, note: reason }
    this.outcome.show(told)
    this.#announce(told)
  }

  #announce(progress: CampaignProgress): void {
    this.#announcement = this.#announcer.say(progress, performance.now()) ?? this.#announcement
  }
}

/** The store says itself what happened, what is kept and what to do. */
function sentenceOf(fault: unknown): string {
  if (fault instanceof Error && fault.name === 'StoreError') return fault.message
  const reason = fault instanceof Error ? fault.message : String(fault)
  return `The run stopped: ${reason} Everything that was measured before is kept.`
}

const otherTab =
  'Another tab of this site is measuring. Two runs at once would disturb each other: wait for it, or cancel it there.'
