import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { exportJson } from '../../../src/dataset/export.ts'
import { importDataset } from '../../../src/dataset/import.ts'
import { formatPage, renderFormatPage } from '../../../scripts/dataset-format.ts'
import { withStore } from '../../fixtures/indexed-db.ts'

test(
  'docs/dataset-format.md says what the schemas say; `npx tsx scripts/dataset-format.ts` writes it again',
  async () => {
    expect(await readFile(formatPage, 'utf8')).toBe(await renderFormatPage())
  },
  // Prettier needs over a second of a core for a page of this length.
  30_000,
)

test('every field in docs/dataset-format.md has a meaning', async () => {
  const rows = (await readFile(formatPage, 'utf8')).split('\n').filter((line) => /^\| `/.test(line))
  expect(rows.length).toBeGreaterThan(100)
  for (const row of rows) expect(row.split('|').at(-2)!.trim().length, row).toBeGreaterThan(1)
})

test('a file of version 1 is read for ever', () =>
  withStore(async (store) => {
    const file = await readFile(new URL('../../fixtures/dataset-v1.json', import.meta.url))
    expect(await importDataset(new Blob([new Uint8Array(file)]), store)).toEqual({
      added: 6,
      known: 0,
      rejected: [],
      rejectedCount: 0,
      newArchitectures: 2,
      newPlatforms: 3,
      fault: null,
      isCancelled: false,
    })
    // Nothing was lost or changed on the way.
    expect(await new Response(exportJson(store)).json()).toEqual(JSON.parse(file.toString()))
  }))
