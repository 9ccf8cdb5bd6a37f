import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { migrations } from '../../../src/dataset/migrations.ts'
import { openStore } from '../../../src/dataset/store.ts'
import { StoreError } from '../../../src/dataset/store-error.ts'
import { freshIndexedDb } from '../../fixtures/indexed-db.ts'
import { sampleDataset } from '../../fixtures/records.ts'

const dataset = sampleDataset({ networks: 2, platforms: 2, seed: 1 })
const errorOf = (opening: Promise<unknown>) =>
  opening.then(
    () => expect.unreachable('it opened'),
    (error: unknown) => error,
  )

beforeEach(freshIndexedDb)
afterEach(freshIndexedDb)

describe('opening the database', () => {
  test('keeps everything when a later version adds a step', async () => {
    const first = await openStore()
    await first.addMany(dataset)
    first.close()
    const second = await openStore({
      migrations: [
        ...migrations,
        async (_database, transaction) => {
          // What a real step may do: a new index, filled from the records.
          const rows = transaction.objectStore('rows')
          for (let cursor = await rows.openCursor(); cursor; cursor = await cursor.continue())
            await cursor.update({
              ...cursor.value,
              row: { ...cursor.value.row, label: `new ${cursor.value.row.label}` },
            })
        },
      ],
    })
    expect(await second.count()).toBe(4)
    for (const measurement of dataset.measurements)
      expect(await second.get(measurement.id)).toEqual(measurement)
    expect((await second.page()).rows.every(({ label }) => label.startsWith('new tiny'))).toBe(true)
    second.close()
  })

  test('leaves the database as it was when a step fails', async () => {
    const first = await openStore()
    await first.addMany(dataset)
    first.close()
    const failing = openStore({
      migrations: [
        ...migrations,
        async (_database, transaction) => {
          await transaction.objectStore('rows').clear()
          throw new DOMException('no more room', 'QuotaExceededError')
        },
      ],
    })
    expect(await errorOf(failing)).toMatchObject({ code: 'quota' })
    const again = await openStore()
    expect(await again.count()).toBe(4)
    again.close()
  })

  test('lets go when a newer version in another tab asks for it, and says so', async () => {
    const onClosed = vi.fn<(error: StoreError) => void>()
    const older = await openStore({ onClosed })
    await older.addMany(dataset)
    const newer = await openStore({ migrations: [...migrations, () => undefined] })
    expect(await newer.count()).toBe(4)
    expect(onClosed).toHaveBeenCalledOnce()
    expect(onClosed.mock.calls[0]![0]).toMatchObject({ code: 'version' })
    // The older tab fails with a sentence, not with the words of the browser.
    expect(await errorOf(older.count())).toMatchObject({ code: 'version', name: 'StoreError' })
    expect(await errorOf(older.addMany(dataset))).toMatchObject({ code: 'version' })
    newer.close()
    older.close()
  })

  test('says who is in the way when an older tab does not let go, and leaves no connection behind', async () => {
    // A tab that does not listen to `versionchange`: what a hanging or an old page is.
    const stubborn = await openDB('inferometer', 1)
    const blocked = await errorOf(
      openStore({ migrations: [...migrations, ...migrations.slice(1), () => undefined] }),
    )
    expect(blocked).toMatchObject({ code: 'blocked' })
    expect((blocked as StoreError).message).toMatch(/close the other tabs/)
    stubborn.close()
    const third = await openStore({ name: 'other' })
    third.close()
  })

  test('does not touch what a newer version has written', async () => {
    const newer = await openStore({ migrations: [...migrations, () => undefined] })
    await newer.addMany(dataset)
    newer.close()
    expect(await errorOf(openStore())).toMatchObject({ code: 'version' })
    const again = await openStore({ migrations: [...migrations, () => undefined] })
    expect(await again.count()).toBe(4)
    again.close()
  })

  test('says in a sentence that the browser has no IndexedDB', async () => {
    Reflect.deleteProperty(globalThis, 'indexedDB')
    expect(await errorOf(openStore())).toMatchObject({ code: 'unavailable', name: 'StoreError' })
  })

  test('says in a sentence that the browser refuses IndexedDB', async () => {
    const refusing = new IDBFactory()
    refusing.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    globalThis.indexedDB = refusing
    expect(await errorOf(openStore())).toMatchObject({ code: 'unavailable' })
  })
})
