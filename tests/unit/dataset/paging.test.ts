import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Filter } from '../../../src/dataset/filter.ts'
import type { PageCursor, PageRequest } from '../../../src/dataset/paging.ts'
import { sortKeys, directions, type SortKey } from '../../../src/dataset/selection.ts'
import type { DatasetStore } from '../../../src/dataset/store.ts'
import { planOutcomeOf, type MeasurementRow } from '../../../src/dataset/row.ts'
import { withStore } from '../../fixtures/indexed-db.ts'
import { sampleDataset } from '../../fixtures/records.ts'

const dataset = sampleDataset({ networks: 20, platforms: 4, seed: 3 })

async function allPages(store: DatasetStore, request: PageRequest): Promise<MeasurementRow[]> {
  const rows: MeasurementRow[] = []
  let after: PageCursor | null = null
  do {
    const page = await store.page({ ...request, after })
    expect(page.rows.length).toBeLessThanOrEqual(request.limit!)
    rows.push(...page.rows)
    after = page.next
  } while (after)
  return rows
}

const keys: Record<SortKey, (row: MeasurementRow) => number | string> = {
  measuredAt: ({ measuredAt }) => measuredAt,
  latency: ({ latencyMs }) => latencyMs?.median ?? Infinity,
  label: ({ label }) => label.toLowerCase(),
}

const filters: fc.Arbitrary<Filter> = fc.record(
  {
    backend: fc.constantFrom('wasm', 'webgpu', 'cpu'),
    status: fc.constantFrom('ok', 'skipped', 'failed'),
    platformId: fc.constantFrom(...dataset.platforms.map(({ id }) => id)),
    space: fc.constantFrom('zoo', 'synthetic'),
    selection: fc.constantFrom('standard', 'unpacked'),
    plan: fc.constantFrom('met', 'missed', 'none'),
    text: fc.constantFrom('', 'tiny', 'TINY 8 1', 'nothing like it', '3-1'),
  },
  { requiredKeys: [] },
)

describe('paging', () => {
  test('shows every meant measurement exactly once, in order, whatever the filter and the length of a page', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const everything: MeasurementRow[] = []
      for await (const row of store.rows()) everything.push(row)
      expect(everything).toHaveLength(80)
      const request = fc.record({
        filter: filters,
        sort: fc.constantFrom(...sortKeys),
        direction: fc.constantFrom(...directions),
        limit: fc.constantFrom(1, 7, 50),
      })
      await fc.assert(
        fc.asyncProperty(request, async ({ filter, sort, direction, limit }) => {
          const rows = await allPages(store, { filter, sort, direction, limit })
          const meant = everything.filter(
            (row) =>
              (filter.backend ?? row.configuration.backend) === row.configuration.backend &&
              (filter.status ?? row.status) === row.status &&
              (filter.platformId ?? row.platformId) === row.platformId &&
              (filter.space ?? row.space) === row.space &&
              (filter.selection ?? row.configuration.selection) === row.configuration.selection &&
              (filter.plan ?? planOutcomeOf(row)) === planOutcomeOf(row) &&
              `${row.label}\n${row.key}`.toLowerCase().includes((filter.text ?? '').toLowerCase()),
          )
          expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(meant.map(({ id }) => id)))
          expect(rows).toHaveLength(meant.length)
          expect(await store.count(filter)).toBe(meant.length)
          const measured = sort === 'latency' ? rows.filter((row) => row.latencyMs) : rows
          // What was not measured stands last, in both directions.
          expect(rows.slice(0, measured.length)).toEqual(measured)
          const sorted = measured.map(keys[sort])
          const ordered = sorted.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
          expect(sorted).toEqual(direction === 'ascending' ? ordered : ordered.reverse())
        }),
        { numRuns: 60 },
      )
    }))

  test('joins each row with its platform', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const { rows } = await store.page({ limit: 10 })
      for (const row of rows)
        expect(row.platform).toEqual(dataset.platforms.find(({ id }) => id === row.platformId))
    }))

  test('goes on after the last row that was seen, though rows before it have gone', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const all = (await store.page({ limit: 80 })).rows.map(({ id }) => id)
      const first = await store.page({ limit: 10 })
      await store.remove(first.rows.map(({ id }) => id))
      const second = await store.page({ limit: 10, after: first.next })
      expect(second.rows.map(({ id }) => id)).toEqual(all.slice(10, 20))
    }))

  test('finds a measurement by the beginning of its id', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const { id } = dataset.measurements[33]!
      expect((await store.page({ filter: { text: id.slice(0, 16) } })).rows.map((row) => row.id)).toEqual([
        id,
      ])
    }))
})

describe('facets', () => {
  test('count each value under the other conditions', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const { total, matching, counts } = await store.facets({ backend: 'webgpu', space: 'zoo' })
      expect({ total, matching }).toEqual({ total: 80, matching: 5 })
      expect(counts.backend).toEqual([
        { value: 'wasm', count: 10 },
        { value: 'webgl', count: 5 },
        { value: 'webgpu', count: 5 },
      ])
      expect(counts.space).toEqual([
        { value: 'synthetic', count: 15 },
        { value: 'zoo', count: 5 },
      ])
    }))

  test('with a text count only what has it', () =>
    withStore(async (store) => {
      await store.addMany(dataset)
      const { matching, counts } = await store.facets({ text: 'tiny 8 10', status: 'ok' })
      const meant = dataset.measurements.filter(
        ({ architectureId }) =>
          dataset.architectures.find(({ id }) => id === architectureId)!.label === 'tiny 8 10',
      )
      expect(matching).toBe(meant.filter(({ status }) => status === 'ok').length)
      expect(counts.status.reduce((sum, { count }) => sum + count, 0)).toBe(meant.length)
    }))
})
