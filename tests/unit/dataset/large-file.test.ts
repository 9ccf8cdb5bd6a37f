import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importDataset } from '../../../src/dataset/import.ts'
import { withStore } from '../../fixtures/indexed-db.ts'
import { sampleDataset } from '../../fixtures/records.ts'

const dataset = sampleDataset({ networks: 4, platforms: 2, seed: 2 })
const mebibyte = 2 ** 20
let folder: string

beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'inferometer-'))))
afterAll(() => rm(folder, { recursive: true }))

/** 100 MB that no version knows, then 100 MB of bad rows among good ones. */
function* largeFile(): Generator<string> {
  const filler = `${JSON.stringify(Array.from({ length: 64 }, (_, index) => ({ [`key ${index}`]: 'x'.repeat(1000) })))},`
  yield '{"format":"inferometer-dataset","version":1,"notes":['
  for (let bytes = 0; bytes < 100 * mebibyte; bytes += filler.length) yield filler
  yield `0],"platforms":${JSON.stringify(dataset.platforms)},"architectures":${JSON.stringify(dataset.architectures)}`
  yield ',"measurements":['
  const badRow = `${JSON.stringify({ id: 'a'.repeat(64), samples: Array.from({ length: 500 }, (_, index) => index / 7) })},`
  const rows = badRow.repeat(16)
  for (let bytes = 0; bytes < 100 * mebibyte; bytes += rows.length) yield rows
  yield `${JSON.stringify(dataset.measurements).slice(1)}}`
}

test(
  'a file of 200 MB is read in little memory, and what is good in it is taken',
  () =>
    withStore(async (store) => {
      const path = join(folder, 'large.json')
      await pipeline(Readable.from(largeFile()), createWriteStream(path))
      const file = await openAsBlob(path)
      expect(file.size).toBeGreaterThan(200 * mebibyte)
      let mostBytes = 0
      const before = process.memoryUsage().heapUsed
      const report = await importDataset(file, store, {
        onProgress: () => (mostBytes = Math.max(mostBytes, process.memoryUsage().heapUsed)),
      })
      expect(report).toMatchObject({ added: 8, fault: null })
      expect(report.rejectedCount).toBeGreaterThan(10_000)
      expect(report.rejected[0]).toMatchObject({ where: 'notes' })
      // One text of the file alone would have twice its bytes; garbage that is not collected yet is some tens.
      expect(mostBytes - before).toBeLessThan(150 * mebibyte)
    }),
  60_000,
)
