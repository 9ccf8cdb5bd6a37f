import { IDBObjectStore } from 'fake-indexeddb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { importDataset } from '../../../src/dataset/import.ts'
import { withStore } from '../../fixtures/indexed-db.ts'
import { sampleDataset } from '../../fixtures/records.ts'

const dataset = sampleDataset({ networks: 4, platforms: 2, seed: 1 })
const half = { ...dataset, measurements: dataset.measurements.slice(0, 4) }

afterEach(() => vi.restoreAllMocks())

/** The IndexedDB of these tests has no limit: the third record of a chunk finds the disk full. */
function fillDisk(refuse: (store: IDBObjectStore) => void): void {
  const add = IDBObjectStore.prototype.add
  let left = 2
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (left-- === 0) refuse(this)
    return add.apply(this, args)
  })
}

/** What fake-indexeddb calls when a transaction must end by itself; its types do not tell. */
function endTransaction(transaction: IDBTransaction): void {
  const { _abort: abort } = transaction as IDBTransaction & { _abort(name: string): void }
  abort.call(transaction, 'QuotaExceededError')
}

const ways: Record<string, (store: IDBObjectStore) => void> = {
  'at once': () => {
    throw new DOMException('no more room', 'QuotaExceededError')
  },
  // What browsers do: the transaction ends, and its error says why.
  'while writing': (store) => setImmediate(() => endTransaction(store.transaction)),
}

describe.each(Object.entries(ways))('a disk that is found full %s', (_, refuse) => {
  test('keeps what is stored, stores nothing by halves, and says so', () =>
    withStore(async (store) => {
      await store.addMany(half)
      fillDisk(refuse)
      const error = await store.addMany(dataset).then(
        () => expect.unreachable('it was stored'),
        (reason: unknown) => reason,
      )
      expect(error).toMatchObject({ name: 'StoreError', code: 'quota' })
      vi.restoreAllMocks()
      expect(await store.count()).toBe(4)
      for (const measurement of half.measurements)
        expect(await store.get(measurement.id)).toEqual(measurement)
      for (const { id } of dataset.measurements.slice(4)) expect(await store.get(id)).toBeUndefined()
      expect(await store.addMany(dataset)).toMatchObject({ added: 4, known: 4 })
    }))

  test('ends an import with a sentence and keeps what was stored', () =>
    withStore(async (store) => {
      await store.addMany(half)
      const file = new Blob([JSON.stringify({ format: 'inferometer-dataset', version: 1, ...dataset })])
      fillDisk(refuse)
      const report = await importDataset(file, store)
      expect(report.fault).toMatch(/no more room for this site. Everything that was stored before is kept/)
      vi.restoreAllMocks()
      expect(await store.count()).toBe(4)
    }))
})
