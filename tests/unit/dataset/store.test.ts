import { describe, expect, test } from 'vitest'
import type { Measurement } from '../../../src/dataset/record.ts'
import { sampleDataset } from '../../fixtures/records.ts'
import { withStore } from '../../fixtures/indexed-db.ts'

const dataset = sampleDataset({ networks: 8, platforms: 3, seed: 1 })
const [architecture] = dataset.architectures
const named = ({ architectureId, platformId }: Measurement) =>
  [
    dataset.architectures.find(({ id }) => id === architectureId)!,
    dataset.platforms.find(({ id }) => id === platformId)!,
  ] as const

describe('the store', () => {
  test('gives records back as they went in', () =>
    withStore(async (store) => {
      expect(await store.addMany(dataset)).toMatchObject({ added: 24, known: 0, missing: [] })
      for (const measurement of dataset.measurements)
        expect(await store.get(measurement.id)).toEqual(measurement)
      for (const record of dataset.architectures) expect(await store.architecture(record.id)).toEqual(record)
      const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
      expect(await store.platforms()).toEqual(dataset.platforms.toSorted(byId))
    }))

  test('adds one measurement with what it names, and the same one only once', () =>
    withStore(async (store) => {
      const measurement = dataset.measurements[0]!
      expect(await store.add(measurement, ...named(measurement))).toBe('added')
      expect(await store.add(measurement, ...named(measurement))).toBe('known')
      expect(await store.count()).toBe(1)
      expect(await store.architecture(measurement.architectureId)).toEqual(named(measurement)[0])
      expect(await store.platform(measurement.platformId)).toEqual(named(measurement)[1])
    }))

  test('refuses a measurement with an architecture that it does not name', () =>
    withStore(async (store) => {
      const measurement = dataset.measurements.at(-1)!
      await expect(store.add(measurement, architecture!, named(measurement)[1])).rejects.toThrow(RangeError)
      expect(await store.count()).toBe(0)
    }))

  test('counts a record that is given twice at once as known the second time', () =>
    withStore(async (store) => {
      const twice = [...dataset.measurements, ...dataset.measurements]
      expect(await store.addMany({ ...dataset, measurements: twice })).toMatchObject({ added: 24, known: 24 })
    }))

  test('does not take a measurement whose architecture is nowhere', () =>
    withStore(async (store) => {
      const { added, missing } = await store.addMany({
        ...dataset,
        architectures: dataset.architectures.slice(1),
      })
      expect(added).toBe(21)
      expect(missing.map(({ measurement, what }) => [measurement.architectureId, what])).toEqual(
        Array.from({ length: 3 }, () => [architecture!.id, 'architecture']),
      )
    }))

  test('lists what was measured of one network', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const rows = await store.ofArchitecture(architecture!.id)
      expect(rows.map(({ id }) => id)).toEqual(dataset.measurements.slice(0, 3).map(({ id }) => id))
      expect(rows.every(({ label, flops }) => label === architecture!.label && flops > 0)).toBe(true)
    }))

  test('gives the timings of measured networks only', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const ids: string[] = []
      for await (const { id, latencyMs } of store.timings({ backend: 'wasm' })) {
        const record = await store.get(id)
        expect(record).toMatchObject({ status: 'ok', latencyMs: { median: latencyMs.median } })
        ids.push(id)
      }
      const expected = dataset.measurements.filter(
        ({ status, configuration }) => status === 'ok' && configuration.backend === 'wasm',
      )
      expect(ids).toEqual(expected.map(({ id }) => id).sort())
    }))
})

describe('removing', () => {
  test('takes measurements away with what nothing names any more, and restores them exactly', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const ids = dataset.measurements
        .filter(({ architectureId }) => architectureId === architecture!.id)
        .map(({ id }) => id)
      const removed = await store.remove(ids)
      expect(await store.count()).toBe(21)
      expect(await store.architecture(architecture!.id)).toBeUndefined()
      expect(await store.platforms()).toHaveLength(3)
      expect(await store.restore(removed)).toBe(3)
      expect(await store.architecture(architecture!.id)).toEqual(architecture)
      for (const id of ids)
        expect(await store.get(id)).toEqual(dataset.measurements.find((one) => one.id === id))
    }))

  test('drops a platform with its last measurement', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const { id } = dataset.platforms[1]!
      await store.remove(
        dataset.measurements.filter(({ platformId }) => platformId === id).map((one) => one.id),
      )
      expect((await store.platforms()).map((platform) => platform.id)).not.toContain(id)
      expect(await store.platforms()).toHaveLength(2)
    }))

  test('can be undone after the others of the same network were removed too', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const [first, second, third] = dataset.measurements.slice(0, 3).map(({ id }) => id)
      const removed = await store.remove([first!])
      await store.remove([second!, third!])
      expect(await store.restore(removed)).toBe(1)
      expect(await store.architecture(architecture!.id)).toEqual(architecture)
    }))

  test('passes over ids that are not there', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      expect(await store.remove(['0'.repeat(64)])).toEqual({
        platforms: [],
        architectures: [],
        measurements: [],
      })
      expect(await store.count()).toBe(24)
    }))

  test('empties everything on request', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      await store.removeAll()
      expect(await store.count()).toBe(0)
      expect(await store.platforms()).toEqual([])
      expect(await store.architecture(architecture!.id)).toBeUndefined()
      expect(await store.addMany(dataset)).toMatchObject({ added: 24 })
    }))
})
