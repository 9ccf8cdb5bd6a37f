import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { numberColumn, readCsv, tableRows, textColumn } from '../../../scripts/lab/evaluate-csv.ts'
import { checked, chosenOf, commonOptionsOf } from '../../../scripts/lab/evaluate-options.ts'
import { writeOut } from '../../../scripts/lab/evaluate-out.ts'
import { evaluate } from '../../../scripts/lab/evaluate.ts'
import { UsageError } from '../../../scripts/lab/options.ts'
import type { Evaluation } from '../../../src/prediction/evaluation/score.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Writes a file and tells where. */
async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('tables', () => {
  it('are read with quotes, empty cells and line ends of any kind, compressed or not', async () => {
    const text = '\uFEFFname,"ms, mean",note\r\n"a ""b""",1.5,"two\nlines"\r\n\r\nc, ,\r\nd,2e-1,\r\n'
    for (const path of [await file('quoted.csv', text), await file('quoted.csv.gz', gzipSync(text))]) {
      const table = await readCsv(path)
      expect(table.columns).toEqual(['name', 'ms, mean', 'note'])
      expect(tableRows(table)[0]).toEqual({ name: 'a "b"', 'ms, mean': '1.5', note: 'two\nlines' })
      expect([...numberColumn(table, 'ms, mean')]).toEqual([1.5, NaN, 0.2])
      expect(() => textColumn(table, 'age')).toThrow('no column "age". It has name, ms, mean, note')
      expect(() => numberColumn(table, 'note')).toThrow('Row 1')
    }
  })

  it.each([
    ['no rows', 'a,b\n', 'no rows'],
    ['nothing at all', '', 'no rows'],
    ['a row that is too short', 'a,b\n1,2\n3\n', 'Row 2 of'],
    ['a column twice', 'a,a\n1,2\n', '"a" twice'],
    ['a quote that never ends', 'a,b\n"1,2\n', 'is no CSV file'],
  ])('are refused with %s', async (name, text, message) => {
    const path = await file(`${name}.csv`, text)
    await expect(readCsv(path)).rejects.toThrow(UsageError)
    await expect(readCsv(path)).rejects.toThrow(message)
  })

  it('are refused where they are missing or no archive', async () => {
    await expect(readCsv(join(folder, 'none.csv'))).rejects.toThrow('cannot be read')
    await expect(readCsv(await file('plain.csv.gz', 'a\n1\n'))).rejects.toThrow('is no CSV file')
  })
})

describe('options', () => {
  const defaults = { train: [30, 100], seeds: 10 }

  it('are the same for every protocol', () => {
    const given = { table: 'x.csv', device: 'a,b', train: '5,50', seeds: '2', out: 'y.json' }
    expect(commonOptionsOf(given, defaults)).toEqual({
      ...{ tablePath: 'x.csv', devices: ['a', 'b'], train: [5, 50], seeds: [0, 1], out: 'y.json' },
    })
    const least = commonOptionsOf({ table: 'x.csv', device: 'all' }, defaults)
    expect(least).toMatchObject({ devices: 'all', train: [30, 100], out: null })
    expect(least.seeds).toHaveLength(10)
  })

  it.each([
    [{}, '--table is needed'],
    [{ table: 'x', seeds: '0' }, '--seeds takes'],
    [{ table: 'x', train: '5,many' }, '--train takes'],
    [{ table: 'x', train: '20,30,20' }, '--train names "20" twice'],
    [{ table: 'x', device: 'a,b,a' }, '--device names "a" twice'],
  ])('are refused: %j', (values, message) => {
    expect(() => commonOptionsOf(values, defaults)).toThrow(UsageError)
    expect(() => commonOptionsOf(values, defaults)).toThrow(message)
  })

  it('refuse an --out that cannot be written, before anything is computed', async () => {
    const plain = await file('plain.txt', 'text')
    const outOf = (out: string) => commonOptionsOf({ table: 'x', out }, defaults).out
    expect(() => outOf(folder)).toThrow(UsageError)
    expect(() => outOf(folder)).toThrow('is a folder')
    expect(() => outOf(join(plain, 'deep', 'x.json'))).toThrow(UsageError)
    expect(() => outOf(join(plain, 'deep', 'x.json'))).toThrow('plain.txt is no folder')
    expect(outOf(plain)).toBe(plain)
    expect(outOf(join(folder, 'new', 'x.json'))).toBe(join(folder, 'new', 'x.json'))
    await expect(writeOut(join(plain, 'x.json'), {})).rejects.toThrow(UsageError)
  })

  it('refuse a training size where there is none to choose', () => {
    expect(() => commonOptionsOf({ table: 'x', train: '5' }, { train: [], seeds: 1 })).toThrow('no meaning')
  })

  it('name the devices that there are', async () => {
    expect(chosenOf('all', ['a', 'b'], 'x')).toEqual(['a', 'b'])
    expect(chosenOf(['b'], ['a', 'b'], 'x')).toEqual(['b'])
    expect(() => chosenOf(['c'], ['a', 'b'], 'x')).toThrow('no device "c". It has a, b')
    expect(() => chosenOf('all', [], 'x')).toThrow('no column with latencies')
    const wrong = checked(() => Promise.reject(new RangeError('odd')))
    await expect(wrong).rejects.toThrow(UsageError)
    await expect(checked(() => Promise.reject(new TypeError('a fault')))).rejects.toThrow(TypeError)
  })
})

describe('protocols', () => {
  it('are all told of, each with its options', () => {
    for (const name of [
      'nasbench201',
      'learning-curve',
      'opwise',
      'shift',
      'ablation',
      'fewshot',
      'choice',
      'browser',
      'records',
    ]) {
      expect(evaluate.help).toMatch(new RegExp(`^  ${name} +\\S`, 'm'))
      expect(evaluate.help).toContain(`\n${name}:\n`)
    }
    for (const option of [
      '--table',
      '--device',
      '--train',
      '--seeds',
      '--out',
      '--method',
      '--folds',
      '--real',
    ])
      expect(evaluate.help).toContain(`  ${option} `)
  })

  it('are named where one is not known', () => {
    expect(() => evaluate.run(['guess'])).toThrow('There is no protocol "guess". There are: nasbench201,')
  })
})

/** A made-up device whose latency is a sum of its operations. */
const cells = (count: number, cellOf = (index: number) => String(index + 1)) =>
  `ops,phone,watch\n${Array.from({ length: count }, (_, index) => {
    const digits = ((index * 389) % 15_625).toString(5).padStart(6, '0')
    const ms = 1 + [...digits].reduce((sum, digit) => sum + Number(digit), 0) / 10
    return `${digits},${ms},${cellOf(index)}`
  }).join('\n')}\n`

describe('protocols on tables of cells', { timeout: 60_000 }, () => {
  const printed: string[] = []
  beforeEach(() => {
    printed.length = 0
    vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text))
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    return () => vi.restoreAllMocks()
  })

  it('print the table and write all scores', async () => {
    const out = join(folder, 'deep', 'result.json')
    const path = await file('cells.csv', cells(60))
    const args = ['--table', path, '--device', 'phone', '--train', '20,40', '--seeds', '2', '--out', out]
    expect(await evaluate.run(['learning-curve', ...args])).toBe(0)
    expect(printed.join('\n')).toMatch(/^baseline: boosted trees, .*\ngraph scalars /m)
    const saved = JSON.parse(await readFile(out, 'utf8')) as Evaluation & { table: string }
    expect(saved).toMatchObject({ protocol: 'learning-curve', table: path })
    const networks = saved.scores.filter(({ subject }) => subject === 'networks')
    expect(networks).toHaveLength(2 * 2 * 6)
    expect(networks.every(({ accuracy }) => accuracy.n === 40 || accuracy.n === 20)).toBe(true)
  })

  it('take a split from a file', async () => {
    const text = cells(60)
    const marks = text
      .split('\n')
      .slice(1, -1)
      .map((line, index) => `${line.slice(0, 6)},${index < 40 ? 'train' : 'test'},${index}`)
    const args = [
      '--table',
      await file('cells.csv', text),
      '--device',
      'phone',
      '--baselines',
      'off',
      '--method',
      'gp',
    ]
    const split = await file('split.csv', `ops,split,order\n${marks.join('\n')}\n`)
    expect(await evaluate.run(['nasbench201', ...args, '--split', split, '--train', '30'])).toBe(0)
    expect(printed.join('\n')).toMatch(/^phone, networks: 30 learnt, 1 seed\n.*\n.*\ngp +20 +\d/m)
    const foreign = await file('foreign.csv', 'ops,split,order\n444444,train,0\n')
    await expect(evaluate.run(['nasbench201', ...args, '--split', foreign])).rejects.toThrow('names none')
  })

  it('ablate tables of cells too', async () => {
    const table = await file('cells.csv', cells(60))
    const given = ['ablation', '--table', table, '--device', 'phone', '--train', '30', '--method', 'gp']
    expect(await evaluate.run(given)).toBe(0)
    const text = printed.join('\n')
    for (const method of ['gp without edges', 'gp with random operations', 'gp without robust noise'])
      expect(text).toMatch(new RegExp(`^phone, networks: 30 learnt, 1 seed\n(.+\n)*${method} +30 +\\d`, 'm'))
  })

  it.each([
    ['--device', 'fridge', 'no device "fridge". It has phone, watch'],
    ['--method', 'magic', '--method knows gp'],
    ['--method', 'gp,gp', '--method names "gp" twice'],
    ['--baselines', 'some', '--baselines knows'],
    ['--train', '60', 'leave none to test on'],
  ])('refuse %s %s', async (option, value, message) => {
    const path = await file('cells.csv', cells(60))
    const run = evaluate.run(['nasbench201', '--table', path, '--seeds', '1', option, value])
    await expect(run).rejects.toThrow(UsageError)
    await expect(run).rejects.toThrow(message)
  })

  it('say of all rows which are used, and what subjects mean', async () => {
    const given = ['--table', await file('cells.csv', cells(60)), '--device', 'phone', '--method', 'none']
    for (const protocol of ['nasbench201', 'learning-curve']) {
      printed.length = 0
      expect(await evaluate.run([protocol, ...given, '--train', '30', '--seeds', '1'])).toBe(0)
      const text = printed.join('\n').replace(/\s+/g, ' ')
      expect(text).toContain('of a device with more than 1000 rows, rows 900 to 999')
      expect(text).toContain('New computations are test networks without a copy')
    }
  })

  it('check all columns and sizes before the first fit', async () => {
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const few = await file(
      'few-cells.csv',
      cells(60, (row) => (row < 20 ? '1' : '')),
    )
    const words = await file(
      'words.csv',
      cells(60, () => 'fast'),
    )
    for (const protocol of ['nasbench201', 'learning-curve', 'ablation'])
      for (const [path, message] of [
        [words, 'column watch'],
        [few, 'few-cells.csv, column watch: 30 of 20 usable rows'],
      ] as const) {
        const run = evaluate.run([
          protocol,
          '--table',
          path,
          '--train',
          '10,30',
          '--method',
          'gp',
          '--seeds',
          '1',
        ])
        await expect(run).rejects.toThrow(UsageError)
        await expect(run).rejects.toThrow(message)
      }
    expect(told).not.toHaveBeenCalled()
  })

  it.each([
    [
      'a latency of 0',
      cells(60, (row) => (row === 5 ? '0' : '1')),
      /^Row 6 of .*wrong.csv has 0 in column watch, not above 0/,
    ],
    ['a latency without end', cells(60, () => 'Infinity'), 'has "Infinity" in column watch'],
    ['a hexadecimal latency', cells(60, () => '0x10'), 'has "0x10" in column watch'],
    ['words for numbers', cells(60, () => 'fast'), 'has "fast" in column watch'],
    ['a cell that is none', 'ops,watch\n000000,1\n9,1\n', /^Row 2 of .*"9"/],
    ['no cells', 'cell,watch\n000000,1\n', 'no column "ops"'],
    ['no device', 'ops\n000000\n', 'no column with latencies'],
  ])('refuse a table with %s', async (_, text, message) => {
    const path = await file('wrong.csv', text)
    const device = text.includes('watch') ? ['--device', 'watch'] : []
    const run = evaluate.run(['nasbench201', '--table', path, ...device])
    await expect(run).rejects.toThrow(UsageError)
    await expect(run).rejects.toThrow(message)
  })
})
