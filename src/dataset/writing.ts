import { allStores, storedRow, type Database, type WriteTransaction } from './database.ts'
import type { ArchitectureRecord, Measurement, PlatformRecord } from './record.ts'
import { factsOf, rowOf, type ArchitectureFacts } from './row.ts'
import { storeErrorOf } from './store-error.ts'

/** Records that belong together. What measurements name is here or in the store already. */
export interface Records {
  readonly platforms?: readonly PlatformRecord[]
  readonly architectures?: readonly ArchitectureRecord[]
  readonly measurements?: readonly Measurement[]
}

export interface Added {
  /** Measurements that are new, and those that were there already. */
  readonly added: number
  readonly known: number
  /** Measurements that name a platform or an architecture that is neither here nor stored: not added. */
  readonly missing: readonly {
    readonly measurement: Measurement
    readonly what: 'platform' | 'architecture'
  }[]
  /** Ids of the architectures and platforms that are new. */
  readonly newArchitectures: readonly string[]
  readonly newPlatforms: readonly string[]
}

/**
 * All or nothing: one transaction over all stores, on the disk when the promise settles.
 * @throws {StoreError} and leaves everything as it was.
 */
export async function write<Result>(
  database: Database,
  work: (transaction: WriteTransaction) => Promise<Result>,
): Promise<Result> {
  let transaction: WriteTransaction
  try {
    transaction = database.transaction(allStores, 'readwrite', { durability: 'strict' })
  } catch (error) {
    throw storeErrorOf(error)
  }
  const ended = transaction.done.then(
    () => null,
    (error: unknown) => ({ error }),
  )
  let fault: unknown
  try {
    const result = await work(transaction)
    const end = await ended
    if (end === null) return result
    fault = end.error
  } catch (error) {
    try {
      transaction.abort()
    } catch {
      // It has ended already: that is why we are here.
    }
    const end = await ended
    // A request of an aborted transaction says only that; the transaction knows why, or the other way round.
    fault = end !== null && isAbort(error) ? end.error : error
  }
  throw storeErrorOf(fault)
}

const isAbort = (error: unknown) => error instanceof DOMException && error.name === 'AbortError'

/** What is known of stored architectures: they never change, so a number of them is remembered. */
export class FactsCache {
  readonly #facts = new Map<string, ArchitectureFacts>()

  get(id: string): ArchitectureFacts | undefined {
    return this.#facts.get(id)
  }

  set(id: string, facts: ArchitectureFacts): void {
    if (this.#facts.size >= 20_000) this.#facts.clear()
    this.#facts.set(id, facts)
  }
}

/** Adds what is not there yet, within one transaction. */
export async function addRecords(
  transaction: WriteTransaction,
  records: Records,
  cache: FactsCache,
): Promise<Added> {
  const { platforms = [], architectures = [], measurements = [] } = records
  const newPlatforms = await absent(transaction, 'platforms', platforms)
  const newArchitectures = await absent(transaction, 'architectures', architectures)
  const newMeasurements = await absent(transaction, 'measurements', measurements)
  const puts: Promise<unknown>[] = []
  // Waited for together at the end; one that fails ends the transaction, and the others then fail with it.
  const put = (request: Promise<unknown>) => {
    request.catch(() => undefined)
    puts.push(request)
  }
  for (const platform of newPlatforms) put(transaction.objectStore('platforms').add(platform))
  for (const record of newArchitectures) {
    const facts = factsOf(record)
    cache.set(record.id, facts)
    put(transaction.objectStore('architectures').add({ id: record.id, record, facts }))
  }
  const facts = await factsById(
    transaction,
    unique(newMeasurements, ({ architectureId }) => architectureId),
    cache,
  )
  const knownPlatforms = await presentKeys(
    transaction,
    'platforms',
    unique(newMeasurements, ({ platformId }) => platformId),
  )
  const lacking = new Map<string, 'platform' | 'architecture'>()
  for (const measurement of newMeasurements) {
    const itsFacts = facts.get(measurement.architectureId)
    if (!itsFacts) lacking.set(measurement.id, 'architecture')
    else if (!knownPlatforms.has(measurement.platformId)) lacking.set(measurement.id, 'platform')
    else {
      put(transaction.objectStore('measurements').add(measurement))
      put(transaction.objectStore('rows').add(storedRow(rowOf(measurement, itsFacts))))
    }
  }
  await Promise.all(puts)
  const missing = measurements.flatMap((measurement) => {
    const what = lacking.get(measurement.id)
    return what ? [{ measurement, what }] : []
  })
  const added = newMeasurements.length - lacking.size
  return {
    added,
    known: measurements.length - added - missing.length,
    missing,
    newArchitectures: newArchitectures.map(({ id }) => id),
    newPlatforms: newPlatforms.map(({ id }) => id),
  }
}

const unique = <Item>(items: readonly Item[], keyOf: (item: Item) => string): string[] => [
  ...new Set(items.map(keyOf)),
]

/** The records that are not stored, each once. */
async function absent<Item extends { readonly id: string }>(
  transaction: WriteTransaction,
  name: RecordStore,
  records: readonly Item[],
): Promise<Item[]> {
  const byId = new Map(records.map((record) => [record.id, record]))
  const present = await presentKeys(transaction, name, [...byId.keys()])
  return [...byId.values()].filter(({ id }) => !present.has(id))
}

type RecordStore = 'platforms' | 'architectures' | 'measurements'

/** Those of the ids that are stored. All are asked at once: one after another would wait for each answer. */
async function presentKeys(
  transaction: WriteTransaction,
  name: RecordStore,
  ids: readonly string[],
): Promise<Set<string>> {
  const store = transaction.objectStore(name)
  const keys = await Promise.all(ids.map((id) => store.getKey(id)))
  return new Set(keys.filter((key) => key !== undefined))
}

/** Facts of those architectures that are stored now, whatever the cache remembers: another tab may have removed one. */
async function factsById(
  transaction: WriteTransaction,
  ids: readonly string[],
  cache: FactsCache,
): Promise<Map<string, ArchitectureFacts>> {
  const present = await presentKeys(transaction, 'architectures', ids)
  const facts = new Map<string, ArchitectureFacts>()
  for (const id of present) {
    const known = cache.get(id) ?? (await transaction.objectStore('architectures').get(id))?.facts
    if (!known) continue
    cache.set(id, known)
    facts.set(id, known)
  }
  return facts
}
