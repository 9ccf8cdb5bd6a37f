import type { ArchitectureRecord, Measurement } from '../dataset/record.ts'
import type { CampaignProgress } from '../measurement/progress.ts'
import { kernelSpace } from '../measurement/kernel-collection-space.ts'
import { byId } from './by-id.ts'
import { RunTally, type ConfigurationTally, type ReasonTally } from './run-tally.ts'

export interface RunResult {
  readonly label: string
  readonly measurement: Measurement
}

/** The list on the page; all of them are in the dataset. */
const mostResults = 40

/** What the page shows of a campaign: how far it is, and what came of it so far. */
export class RunOutcome {
  #progress: CampaignProgress | null = $state.raw(null)
  #current: CampaignProgress['current'] = $state.raw(null)
  #results: readonly RunResult[] = $state.raw([])
  #rows: readonly ConfigurationTally[] = $state.raw([])
  #reasons: readonly ReasonTally[] = $state.raw([])
  #tally = new RunTally()
  #kept = 0
  #networks = byId<ArchitectureRecord>([])
  #isOfKernels = $state(false)

  /** Its networks are single operations. */
  get isOfKernels(): boolean {
    return this.#isOfKernels
  }

  get progress(): CampaignProgress | null {
    return this.#progress
  }

  /** What is measured now, or was a moment ago: between two items nothing flickers. */
  get current(): CampaignProgress['current'] {
    return this.#current
  }

  /** Newest first, at most `mostResults`. */
  get results(): readonly RunResult[] {
    return this.#results
  }

  get rows(): readonly ConfigurationTally[] {
    return this.#rows
  }

  get reasons(): readonly ReasonTally[] {
    return this.#reasons
  }

  /** Measurements of this campaign that were kept. */
  get kept(): number {
    return this.#kept
  }

  /** Forgets the campaign before. */
  begin(networks: readonly ArchitectureRecord[]): void {
    this.#networks = byId(networks)
    this.#isOfKernels = networks.length > 0 && networks.every(({ space }) => space === kernelSpace)
    this.#tally = new RunTally()
    this.#kept = 0
    this.#progress = null
    this.#current = null
    this.#results = []
    this.#rows = []
    this.#reasons = []
  }

  take(progress: CampaignProgress): void {
    this.#progress = progress
    this.#current = progress.current ?? this.#current
    const measurement = progress.kept
    if (!measurement) return
    this.#kept++
    const label = this.#networks.get(measurement.architectureId)?.label ?? ''
    this.#results = [{ label, measurement }, ...this.#results].slice(0, mostResults)
    this.#tally.add(measurement)
    this.#rows = this.#tally.rows()
    this.#reasons = this.#tally.reasons()
  }

  /** As `take`, of a progress that was taken before or that keeps nothing. */
  show(progress: CampaignProgress): void {
    this.#progress = progress
  }
}
