import { deleteDB, openDB } from 'idb'
import { afterEach, expect, test, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import { exportJson } from '../../../src/dataset/export.ts'
import { importDataset } from '../../../src/dataset/import.ts'
import { openStore } from '../../../src/dataset/store.ts'
import { sampleDataset } from '../../fixtures/records.ts'

const name = 'quota-test'
const { origin } = location

afterEach(async () => {
  await cdp().send('Storage.overrideQuotaForOrigin', { origin })
  await deleteDB(name)
})

/** Chromium remembers how much room there was for some time: waits until it asks again. */
async function leaveRoomFor(bytes: number): Promise<void> {
  const { usage = 0 } = await navigator.storage.estimate()
  await cdp().send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + bytes })
  const probe = await openDB('quota-probe', 1, {
    upgrade: (database) => void database.createObjectStore('values'),
  })
  await vi.waitUntil(
    () =>
      probe.put('values', new Uint8Array(4 * bytes), 1).then(
        async () => {
          await probe.clear('values')
          return false
        },
        () => true,
      ),
    { timeout: 50_000, interval: 500 },
  )
  probe.close()
  await deleteDB('quota-probe')
}

test('a full disk ends an import with a sentence, and everything that was stored stays', async () => {
  // Room for the first records, but not for one chunk of the import.
  await leaveRoomFor(300_000)
  const first = sampleDataset({ networks: 4, platforms: 2, seed: 1 })
  const store = await openStore({ name })
  await store.addMany(first)
  const more = {
    format: 'inferometer-dataset',
    version: 1,
    ...sampleDataset({ networks: 400, platforms: 2, seed: 2 }),
  }
  const report = await importDataset(new Blob([JSON.stringify(more)]), store)
  expect(report.fault).toMatch(/no more room for this site/)
  expect(await store.count()).toBe(8 + report.added)
  for (const measurement of first.measurements) expect(await store.get(measurement.id)).toEqual(measurement)
  // What a full disk must never prevent.
  const file = (await new Response(exportJson(store)).json()) as typeof first
  expect(file.measurements).toHaveLength(8 + report.added)
  await cdp().send('Storage.overrideQuotaForOrigin', { origin })
  expect((await importDataset(new Blob([JSON.stringify(more)]), store)).fault).toBeNull()
  const ids = new Set([...first.measurements, ...more.measurements].map(({ id }) => id))
  expect(await store.count()).toBe(ids.size)
  store.close()
})
