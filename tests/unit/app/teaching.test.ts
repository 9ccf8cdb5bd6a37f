import { beforeEach, describe, expect, test } from 'vitest'
import { isChoiceFrom } from '../../../src/app/campaign-building.ts'
import { knownLatencies } from '../../../src/app/known-latencies.ts'
import { teachingNote } from '../../../src/app/teaching-note.ts'
import { idOf } from '../../../src/dataset/identity.ts'
import type { Configuration, Measurement } from '../../../src/dataset/record.ts'
import { randomStream } from '../../../src/spaces/random.ts'
import { freshIndexedDb, withStore } from '../../fixtures/indexed-db.ts'
import { sampleArchitecture, sampleMeasurement, samplePlatform } from '../../fixtures/records.ts'

const platform = samplePlatform(0)
const kept = [0, 1, 2].map((order) => {
  const architecture = sampleArchitecture(order)
  return { architecture, measurement: sampleMeasurement(architecture, platform, randomStream(order), order) }
})
const { device, browser, backend } = platform
const here = {
  identity: { ...device, browserName: browser.name, browserVersion: browser.version },
  backends: [{ name: backend.name, gpu: backend, isSoftware: backend.isSoftware }],
}
const wasm: Configuration = kept[0]!.measurement.configuration
const unfused: Configuration = { ...wasm, fusion: 'off' }
const changed = (measurement: Measurement, change: Partial<Measurement>): Measurement => {
  const other = { ...measurement, ...change } as Measurement
  return { ...other, id: idOf(other) }
}

beforeEach(freshIndexedDb)

const known = (measurements: readonly Measurement[], configurations: readonly Configuration[], own = here) =>
  withStore(async (store) => {
    await store.addMany({
      platforms: [platform],
      architectures: kept.map(({ architecture }) => architecture),
      measurements,
    })
    return knownLatencies(configurations, own, store)
  })

describe('what a device knows', () => {
  const all = kept.map(({ measurement }) => measurement)

  test('is the latest latency of each network under the configuration with most of them', async () => {
    const later = changed(all[0]!, { measuredAt: '2199-01-01T00:00:00.000Z' })
    const other = changed(all[1]!, { configuration: unfused })
    const found = await known([...all, later, other], [unfused, wasm])
    expect(found?.configuration).toEqual(wasm)
    expect(found?.known.map(({ architecture }) => architecture.id).sort()).toEqual(
      kept.map(({ architecture }) => architecture.id).sort(),
    )
    expect(found?.known.every(({ latencyMs }) => latencyMs > 0)).toBe(true)
    expect(found?.known.at(-1)?.architecture.id).toBe(kept[0]!.architecture.id)
    expect(found?.measured[0]).toBe(kept[0]!.architecture.id)
    expect(found?.measured).toHaveLength(3)
  })

  test('is nothing where it has measured nothing under what is asked for', async () => {
    expect(await known(all, [unfused])).toBeNull()
    const stranger = { ...here, identity: { ...here.identity, model: 'another' } }
    expect(await known(all, [wasm], stranger)).toBeNull()
  })
})

test('the note says what the choice went by', () => {
  const latency = (place: number) => ({ architecture: kept[place % 3]!.architecture, latencyMs: 1 })
  const held = (count: number) => ({
    configuration: wasm,
    known: Array.from({ length: count }, (_, place) => latency(place)),
    measured: [],
  })
  const from = (candidates: number) => ({ candidates, measured: 0, isAll: false })
  for (const few of [null, held(4)])
    expect(teachingNote(from(24), 6, few)).toBe(
      'Chosen from 24 random networks, spread from small to large: this device has measured too few to say which teach more.',
    )
  expect(teachingNote(from(24), 6, held(5))).toMatch(
    /tell most beyond the 5 networks measured here on WASM.*One in four/,
  )
  expect(teachingNote(from(12), 3, held(5))).not.toMatch(/chance/)
})

test('the note calls networks random only where not all were taken', () => {
  expect(teachingNote({ candidates: 20, measured: 100, isAll: true }, 20, null)).toMatch(
    /^Chosen from 20 networks, all that the choice has and this device has not measured, spread/,
  )
  expect(teachingNote({ candidates: 120, measured: 0, isAll: true }, 50, null)).toMatch(
    /^Chosen from 120 networks, all that the choice has, spread/,
  )
})

test('a campaign is known again by its candidates, and where there were no more, by fewer', () => {
  const candidates = ['a', 'b', 'c', 'd']
  expect(isChoiceFrom(['c', 'a'], candidates, 2, false)).toBe(true)
  expect(isChoiceFrom(['c', 'e'], candidates, 2, false)).toBe(false)
  expect(isChoiceFrom(['c', 'a'], candidates, 3, false)).toBe(false)
  expect(isChoiceFrom(['c', 'a'], candidates, 3, true)).toBe(true)
  expect(isChoiceFrom(['c', 'a', 'b'], candidates, 2, true)).toBe(false)
})
