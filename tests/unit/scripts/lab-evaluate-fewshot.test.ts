import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { evaluateFewShot, publishedFor } from '../../../scripts/lab/evaluate-fewshot.ts'
import { UsageError } from '../../../scripts/lab/options.ts'
import { publishedFewShot } from '../../../src/prediction/evaluation/fewshot-published.ts'

const folder = mkdtempSync(join(tmpdir(), 'fewshot-'))
afterAll(() => rmSync(folder, { recursive: true }))
const table = join(folder, 'table.csv')
const rows = Array.from({ length: 4900 }, (_, row) => {
  const ops = (row % 5 ** 6).toString(5).padStart(6, '0')
  return `${ops},${1 + (row % 17)},${2 + (row % 23)},${row < 890 ? '' : 3 + (row % 7)}`
})
writeFileSync(table, ['ops,one,two,rare', ...rows].join('\n'))
const run = (...more: string[]) =>
  evaluateFewShot.run(['--table', table, '--sources', 'one,two', '--device', 'two', '--seeds', '1', ...more])

describe('the protocol of few probes', () => {
  it.each([
    [['--train', '100000'], '--train 100000: two has'],
    [['--train', '10,1'], '--train 1: transfer needs at least 2 probes.'],
    [['--sources', 'two'], 'two has no source but itself: name others with --sources.'],
    [['--sources', 'one,one'], '--sources names "one" twice.'],
    [['--device', 'rare'], '--train 10: rare has'],
  ])('says of %s what is wrong before anything is learnt', async (more, message) => {
    await expect(run(...more)).rejects.toThrow(UsageError)
    await expect(run(...more)).rejects.toThrow(message)
  })

  it('stands beside what was published of the same devices, and of no others', () => {
    const published = publishedFewShot('fbnet')
    const devices = (...names: string[]) => [
      ...new Set(publishedFor(names, published).map(({ device }) => device)),
    ]
    expect(devices('fpga')).toEqual(['fpga'])
    expect(devices('pixel3')).toEqual([])
    expect(devices('raspi4', 'eyeriss', 'fpga')).toEqual(['raspi4', 'eyeriss', 'fpga', 'mean of 3'])
  })
})
