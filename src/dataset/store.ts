import { Changes, type ChangeOrigin } from './changes.ts'
import { connect, type ConnectionOptions } from './connection.ts'
import { databaseName, type Database } from './database.ts'
import { readFacets, type Facets } from './facets.ts'
import { isEverything, matcherOf, type Filter } from './filter.ts'
import { readPage, type Page, type PageRequest } from './paging.ts'
import type { ArchitectureRecord, Measurement, PlatformRecord } from './record.ts'
import { removeRecords, sweepRecords, type Removed } from './removal.ts'
import { isMeasured, type MeasuredRow, type MeasurementRow } from './row.ts'
import { storeErrorOf } from './store-error.ts'
import { storedRows } from './walk.ts'
import { addRecords, FactsCache, write, type Added, type Records } from './writing.ts'

/**
 * Opens the dataset of this browser.
 * @throws {StoreError} `blocked`, `version`, `unavailable` or `damaged`, with a sentence for people.
 */
export async function openStore(options: ConnectionOptions = {}): Promise<DatasetStore> {
  return new DatasetStore(await connect(options), options.name ?? databaseName)
}

/**
 * The dataset of this browser: a set of measurements with the architectures and platforms that they name. Records
 * come out as they went in and are never edited. Every method throws `StoreError` where the browser cannot do it.
 */
export class DatasetStore {
  readonly #database: Database
  readonly #changes: Changes
  readonly #cache = new FactsCache()

  constructor(database: Database, name: string) {
    this.#database = database
    this.#changes = new Changes(name)
  }

  /**
   * Keeps a measurement with what it names, in one transaction, on the disk when this settles; again changes nothing.
   * @throws {StoreError} `quota` where there is no room: everything else stays as it was.
   */
  async add(
    measurement: Measurement,
    architecture: ArchitectureRecord,
    platform: PlatformRecord,
  ): Promise<'added' | 'known'> {
    if (measurement.architectureId !== architecture.id || measurement.platformId !== platform.id)
      throw new RangeError('A measurement is added with the architecture and the platform that it names.')
    const { added } = await this.addMany({
      platforms: [platform],
      architectures: [architecture],
      measurements: [measurement],
    })
    return added === 1 ? 'added' : 'known'
  }

  /** Adds what is not there yet, all in one transaction: a few hundred records at a time. */
  async addMany(records: Records): Promise<Added> {
    const result = await write(this.#database, (transaction) => addRecords(transaction, records, this.#cache))
    if (result.added + result.newArchitectures.length + result.newPlatforms.length > 0)
      this.#changes.announce()
    return result
  }

  get(id: string): Promise<Measurement | undefined> {
    return this.#read(() => this.#database.get('measurements', id))
  }

  /** Some measurements at once, in the order of the ids; those that are not here are left out. */
  async getMany(ids: readonly string[]): Promise<Measurement[]> {
    const { store } = this.#database.transaction('measurements')
    const found = await this.#read(() => Promise.all(ids.map((id) => store.get(id))))
    return found.filter((measurement) => measurement !== undefined)
  }

  architecture(id: string): Promise<ArchitectureRecord | undefined> {
    return this.#read(async () => (await this.#database.get('architectures', id))?.record)
  }

  platform(id: string): Promise<PlatformRecord | undefined> {
    return this.#read(() => this.#database.get('platforms', id))
  }

  /** All platforms: there are few. */
  platforms(): Promise<PlatformRecord[]> {
    return this.#read(() => this.#database.getAll('platforms'))
  }

  /** Number of measurements that a filter means. */
  async count(filter: Filter = {}): Promise<number> {
    if (isEverything(filter)) return this.#read(() => this.#database.count('rows'))
    return (await this.facets(filter)).matching
  }

  /** Numbers of measurements by backend, platform, status and space. */
  facets(filter: Filter = {}): Promise<Facets> {
    return this.#read(() => readFacets(this.#database, filter))
  }

  page(request: PageRequest = {}): Promise<Page> {
    return this.#read(() => readPage(this.#database, request))
  }

  /** Everything that was measured of one network, oldest first. */
  async ofArchitecture(architectureId: string): Promise<MeasurementRow[]> {
    const stored = await this.#read(() =>
      this.#database.getAllFromIndex('rows', 'architecture', architectureId),
    )
    return stored.sort((a, b) => a.sort.measuredAt - b.sort.measuredAt).map(({ row }) => row)
  }

  /** Rows that a filter means, in the order of their ids, without holding more than a thousand at once. */
  async *rows(filter: Filter = {}): AsyncGenerator<MeasurementRow> {
    const isMeant = matcherOf(filter)
    try {
      for await (const chunk of storedRows(this.#database))
        for (const { row } of chunk) if (isMeant(row)) yield row
    } catch (error) {
      throw storeErrorOf(error)
    }
  }

  /** As `rows`, of those that have times: what a distribution is made of. */
  async *timings(filter: Filter = {}): AsyncGenerator<MeasuredRow> {
    for await (const row of this.rows(filter)) if (isMeasured(row)) yield row
  }

  /**
   * Removes measurements, and the architectures and platforms that nothing names any more.
   * @returns what `restore` needs to undo it
   */
  async remove(ids: readonly string[]): Promise<Removed> {
    const removed = await write(this.#database, (transaction) => removeRecords(transaction, ids))
    if (removed.measurements.length > 0) this.#changes.announce()
    return removed
  }

  /** Undoes a removal. @returns the number of measurements that are back */
  async restore(removed: Removed): Promise<number> {
    return (await this.addMany(removed)).added
  }

  /** Empties the dataset, for good. */
  async removeAll(): Promise<void> {
    await write(this.#database, async (transaction) => {
      await Promise.all(
        [...transaction.objectStoreNames].map((name) => transaction.objectStore(name).clear()),
      )
    })
    this.#changes.announce()
  }

  /** Drops those of the given architectures and platforms that no measurement names, such as an import left behind. */
  async sweep(architectureIds: readonly string[], platformIds: readonly string[]): Promise<void> {
    await write(this.#database, (transaction) => sweepRecords(transaction, architectureIds, platformIds))
  }

  /** Tells of every change, also of other tabs and workers. @returns what ends it */
  onChange(listener: (origin: ChangeOrigin) => void): () => void {
    return this.#changes.listen(listener)
  }

  close(): void {
    this.#changes.close()
    this.#database.close()
  }

  async #read<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      throw storeErrorOf(error)
    }
  }
}
