import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contentId } from '../../../src/architecture/identity.ts'
import { storedRow } from '../../../src/dataset/database.ts'
import { exportJson } from '../../../src/dataset/export.ts'
import { importDataset } from '../../../src/dataset/import.ts'
import { migrations } from '../../../src/dataset/migrations.ts'
import { factsOf, rowOf } from '../../../src/dataset/row.ts'
import { openStore } from '../../../src/dataset/store.ts'
import { freshIndexedDb, withStore } from '../../fixtures/indexed-db.ts'
import { sampleDataset } from '../../fixtures/records.ts'

const dataset = sampleDataset({ networks: 6, platforms: 3, seed: 4 })

beforeEach(freshIndexedDb)
afterEach(freshIndexedDb)

/** What version 1 of the database held: records without kernels, rows without what is told of plans. */
async function fillVersion1(name: string): Promise<void> {
  const database = await openDB(name, 1, {
    upgrade: (opened, _old, _new, transaction) => void migrations[0]!(opened as never, transaction as never),
  })
  for (const platform of dataset.platforms) await database.add('platforms', platform)
  for (const record of dataset.architectures)
    await database.add('architectures', { id: record.id, record, facts: factsOf(record) })
  for (const measurement of dataset.measurements) {
    const old: Record<string, unknown> = { ...measurement, kernels: [] }
    delete old['id']
    delete old['account']
    delete old['ceilings']
    const configuration: Record<string, unknown> = { ...measurement.configuration }
    delete configuration['selection']
    const record = { ...old, configuration, id: contentId({ ...old, configuration }) }
    await database.add('measurements', record)
    const architecture = dataset.architectures.find(({ id }) => id === measurement.architectureId)!
    const { row, sort } = storedRow(rowOf(measurement, factsOf(architecture)))
    const oldRow: Record<string, unknown> = { ...row, id: record.id, configuration }
    delete oldRow['planMisses']
    await database.add('rows', { row: oldRow, sort })
  }
  database.close()
}

describe('a database from before kernels were recorded', () => {
  test('keeps its measurements, and they can be exported and imported', async () => {
    await fillVersion1('old')
    const store = await openStore({ name: 'old' })
    expect(await store.count()).toBe(18)
    const { counts } = await store.facets()
    expect(counts.selection).toEqual([{ value: 'standard', count: 18 }])
    expect(counts.plan).toEqual([{ value: 'none', count: 18 }])
    const { rows } = await store.page({ limit: 50 })
    for (const { id, configuration, planMisses } of rows) {
      expect(await store.get(id)).toMatchObject({ id, configuration })
      expect(planMisses).toBeNull()
    }
    const file = await new Response(exportJson(store)).blob()
    store.close()
    await withStore(async (other) => {
      expect(await importDataset(file, other)).toMatchObject({ added: 18, rejectedCount: 0, fault: null })
    })
  })
})
