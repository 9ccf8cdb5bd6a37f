import { deleteDB } from 'idb'
import { afterEach, describe, expect, test } from 'vitest'
import { exportCsv } from '../../../src/dataset/csv.ts'
import { blobOf, exportJson, exportJsonGz, gzipType, jsonType } from '../../../src/dataset/export.ts'
import { importDataset } from '../../../src/dataset/import.ts'
import { migrations } from '../../../src/dataset/migrations.ts'
import { openStore } from '../../../src/dataset/store.ts'
import { sampleDataset } from '../../fixtures/records.ts'

const dataset = sampleDataset({ networks: 12, platforms: 4, seed: 4 })
const name = 'store-test'

afterEach(() => Promise.all([deleteDB(name), deleteDB(`${name}-2`)]))

describe('the store in a real browser', () => {
  test('finds everything again after it was closed', async () => {
    const store = await openStore({ name })
    expect(await store.addMany(dataset)).toMatchObject({ added: 48, known: 0 })
    store.close()
    const again = await openStore({ name })
    for (const measurement of dataset.measurements)
      expect(await again.get(measurement.id)).toEqual(measurement)
    expect(await again.addMany(dataset)).toMatchObject({ added: 0, known: 48 })
    again.close()
  })

  test('pages through every order without losing or repeating a row', async () => {
    const store = await openStore({ name })
    await store.addMany(dataset)
    for (const sort of ['measuredAt', 'latency', 'label'] as const)
      for (const direction of ['ascending', 'descending'] as const) {
        const ids: string[] = []
        let page = await store.page({ sort, direction, limit: 7 })
        for (; ; page = await store.page({ sort, direction, limit: 7, after: page.next })) {
          ids.push(...page.rows.map(({ id }) => id))
          if (!page.next) break
        }
        expect(ids.toSorted()).toEqual(dataset.measurements.map(({ id }) => id).sort())
        // What was not measured stands last in both directions.
        if (sort === 'latency') expect(page.rows.at(-1)?.latencyMs).toBeNull()
      }
    const { matching, counts } = await store.facets({ backend: 'wasm', status: 'ok' })
    expect(matching).toBe(
      dataset.measurements.filter(
        ({ status, configuration }) => status === 'ok' && configuration.backend === 'wasm',
      ).length,
    )
    expect(counts.platformId).toHaveLength(2)
    store.close()
  })

  test('removes, restores and empties', async () => {
    const store = await openStore({ name })
    await store.addMany(dataset)
    const { id: platformId } = dataset.platforms[3]!
    const ids = dataset.measurements.filter((one) => one.platformId === platformId).map(({ id }) => id)
    const removed = await store.remove(ids)
    expect(await store.count()).toBe(36)
    expect(await store.platform(platformId)).toBeUndefined()
    expect(await store.restore(removed)).toBe(12)
    expect(await store.platform(platformId)).toEqual(dataset.platforms[3])
    await store.removeAll()
    expect(await store.count()).toBe(0)
    store.close()
  })

  test('exports and imports files, packed and not', async () => {
    const store = await openStore({ name })
    await store.addMany(dataset)
    const json = await blobOf(exportJson(store), jsonType)
    const packed = await blobOf(exportJsonGz(store), gzipType)
    expect(packed.size).toBeLessThan(json.size / 2)
    const other = await openStore({ name: `${name}-2` })
    expect(await importDataset(packed, other)).toMatchObject({ added: 48, rejectedCount: 0, fault: null })
    expect(await importDataset(json, other)).toMatchObject({
      added: 0,
      known: 48,
      rejectedCount: 0,
      fault: null,
    })
    expect(await new Response(exportJson(other)).text()).toBe(await json.text())
    expect((await new Response(exportCsv(other)).text()).split('\r\n')).toHaveLength(50)
    other.close()
    store.close()
  })

  test('takes what it can from a packed file that was cut off', async () => {
    const store = await openStore({ name })
    await store.addMany(dataset)
    const packed = await blobOf(exportJsonGz(store), gzipType)
    const other = await openStore({ name: `${name}-2` })
    const report = await importDataset(packed.slice(0, packed.size - 20), other)
    expect(report.fault).toMatch(/could not be unpacked to its end/)
    expect(report.added).toBeGreaterThan(0)
    expect(await other.count()).toBe(report.added)
    other.close()
    store.close()
  })
})

describe('several tabs', () => {
  test('see each other’s changes', async () => {
    const [here, there] = [await openStore({ name }), await openStore({ name })]
    const told = new Promise((resolve) => there.onChange(resolve))
    await here.addMany(dataset)
    expect(await told).toBe('elsewhere')
    expect(await there.count()).toBe(48)
    here.close()
    there.close()
  })

  test('with a newer version make the older one let go, with a sentence', async () => {
    let reason = ''
    const older = await openStore({ name, onClosed: ({ code }) => (reason = code) })
    await older.addMany(dataset)
    const newer = await openStore({ name, migrations: [...migrations, () => undefined] })
    expect(reason).toBe('version')
    expect(await newer.count()).toBe(48)
    await expect(older.count()).rejects.toMatchObject({ name: 'StoreError', code: 'version' })
    newer.close()
    // The older version does not touch what the newer one has written.
    await expect(openStore({ name })).rejects.toMatchObject({ code: 'version' })
  })

  test('are named where one of them does not let go', async () => {
    const stubborn = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 1)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () =>
        reject(new Error('The test could not open its database.', { cause: request.error }))
    })
    await expect(openStore({ name, migrations: [...migrations, () => undefined] })).rejects.toMatchObject({
      code: 'blocked',
    })
    stubborn.close()
  })
})
