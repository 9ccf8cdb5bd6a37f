import type { Facets } from '../dataset/facets.ts'
import type { Filter } from '../dataset/filter.ts'
import type { ImportReport } from '../dataset/import-report.ts'
import type { Page, PageRequest } from '../dataset/paging.ts'
import type { ArchitectureRecord, Measurement, PlatformRecord } from '../dataset/record.ts'
import type { Removed } from '../dataset/removal.ts'
import type { MeasuredRow, MeasurementRow } from '../dataset/row.ts'
import type { DatasetStore } from '../dataset/store.ts'
import { byId } from './by-id.ts'
import type { ExportFormat } from './exchange.ts'
import { datedName, saveFile } from './save-file.ts'

/** A measurement with what it names. */
export interface WholeRecord {
  readonly measurement: Measurement
  readonly architecture: ArchitectureRecord
  readonly platform: PlatformRecord
  /** All that was measured of the same network, oldest first. */
  readonly siblings: readonly MeasurementRow[]
}

export interface StorageUse {
  readonly usedBytes: number
  readonly quotaBytes: number
  /** The browser has promised not to delete it by itself. */
  readonly isPersistent: boolean
}

/** What became of a file. */
interface ImportOutcome {
  readonly name: string
  readonly report: ImportReport
}

/** A file that is being read. */
interface Importing {
  readonly name: string
  /** 0 to 1. */
  readonly share: number
}

/** The dataset of this browser as pages see it; the store is opened when it is first needed. */
export class DataManager {
  #opening: Promise<DatasetStore> | undefined
  #revision = $state(0)
  #isHeld = $state(false)
  #hasChanged = false
  #platforms: ReadonlyMap<string, PlatformRecord> = $state.raw(byId([]))
  #importing: Importing | null = $state.raw(null)
  #stopImport = new AbortController()
  #outcomes: readonly ImportOutcome[] = $state.raw([])
  #removed: Removed | null = null

  /** Counts changes of the dataset; what was read before is out of date when it grows. */
  get revision(): number {
    return this.#revision
  }

  /** While a run measures, nothing is read from the disk for the sake of a page. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  get platforms(): ReadonlyMap<string, PlatformRecord> {
    return this.#platforms
  }

  get importing(): Importing | null {
    return this.#importing
  }

  get outcomes(): readonly ImportOutcome[] {
    return this.#outcomes
  }

  /** @throws {StoreError} with a sentence for people; the next call tries again. */
  store(): Promise<DatasetStore> {
    return (this.#opening ??= this.#open())
  }

  async #open(): Promise<DatasetStore> {
    try {
      const { openStore } = await import('../dataset/store.ts')
      const store = await openStore({
        onClosed: () => {
          this.#opening = undefined
          this.#revision++
        },
      })
      store.onChange(() => this.changed())
      return store
    } catch (fault) {
      this.#opening = undefined
      throw fault
    }
  }

  /** Tells that the dataset has changed; while a run measures the news waits. */
  changed(): void {
    if (this.#isHeld) this.#hasChanged = true
    else this.#revision++
  }

  hold(): void {
    this.#isHeld = true
  }

  release(): void {
    this.#isHeld = false
    if (this.#hasChanged) this.#revision++
    this.#hasChanged = false
  }

  async count(): Promise<number> {
    return (await this.store()).count()
  }

  async facets(filter: Filter): Promise<Facets> {
    const store = await this.store()
    const platforms = await store.platforms()
    this.#platforms = byId(platforms)
    return store.facets(filter)
  }

  async page(request: PageRequest): Promise<Page> {
    return (await this.store()).page(request)
  }

  async *timings(filter: Filter): AsyncGenerator<MeasuredRow> {
    yield* (await this.store()).timings(filter)
  }

  /** Null where there is no such measurement. */
  async record(id: string): Promise<WholeRecord | null> {
    const store = await this.store()
    const measurement = await store.get(id)
    if (!measurement) return null
    const [architecture, platforms, siblings] = await Promise.all([
      store.architecture(measurement.architectureId),
      store.platforms(),
      store.ofArchitecture(measurement.architectureId),
    ])
    this.#platforms = byId(platforms)
    const platform = this.#platforms.get(measurement.platformId)
    return architecture && platform ? { measurement, architecture, platform, siblings } : null
  }

  async remove(ids: readonly string[]): Promise<void> {
    this.#removed = await (await this.store()).remove(ids)
  }

  async undoRemove(): Promise<void> {
    const removed = this.#removed
    this.#removed = null
    if (removed) await (await this.store()).restore(removed)
  }

  /** The dataset, or what a filter means of it, as a file. */
  async exported(format: ExportFormat, filter: Filter = {}): Promise<Blob> {
    const [store, { exportBlob }] = await Promise.all([this.store(), import('./exchange.ts')])
    return exportBlob(store, format, filter)
  }

  /** Hands the file to the browser's downloads. */
  async download(format: ExportFormat, filter: Filter = {}): Promise<void> {
    saveFile(await this.exported(format, filter), datedName(format))
  }

  async importFiles(files: readonly File[]): Promise<void> {
    this.#outcomes = []
    for (const file of files) await this.#import(file.name, file)
  }

  async importText(text: string): Promise<void> {
    this.#outcomes = []
    await this.#import('What was pasted', new Blob([text]))
  }

  async #import(name: string, blob: Blob): Promise<void> {
    this.#importing = { name, share: 0 }
    this.#stopImport = new AbortController()
    try {
      const [store, { importDataset }] = await Promise.all([this.store(), import('../dataset/import.ts')])
      const report = await importDataset(blob, store, {
        signal: this.#stopImport.signal,
        onProgress: ({ bytesRead, bytesTotal }) => {
          this.#importing = { name, share: bytesTotal > 0 ? bytesRead / bytesTotal : 0 }
        },
      })
      this.#outcomes = [...this.#outcomes, { name, report }]
    } finally {
      this.#importing = null
    }
  }

  /** Stops the import; what was taken before stays. */
  stopImport(): void {
    this.#stopImport.abort()
  }

  forgetOutcomes(): void {
    this.#outcomes = []
  }

  /** Asks the browser not to delete what was measured: at the first result, not before there is something to lose. */
  async askToPersist(): Promise<void> {
    if (!('storage' in navigator) || typeof navigator.storage.persist !== 'function') return
    if (!(await navigator.storage.persisted())) await navigator.storage.persist()
  }

  /** Null where the browser does not tell. */
  async use(): Promise<StorageUse | null> {
    if (!('storage' in navigator) || typeof navigator.storage.estimate !== 'function') return null
    const [{ usage, quota }, isPersistent] = await Promise.all([
      navigator.storage.estimate(),
      navigator.storage.persisted(),
    ])
    return usage === undefined || quota === undefined
      ? null
      : { usedBytes: usage, quotaBytes: quota, isPersistent }
  }

  /** Lets go of the database; the next question opens it again. */
  async close(): Promise<void> {
    const opening = this.#opening
    this.#opening = undefined
    this.#removed = null
    this.#outcomes = []
    await opening?.then(
      (store) => store.close(),
      () => undefined,
    )
  }
}
