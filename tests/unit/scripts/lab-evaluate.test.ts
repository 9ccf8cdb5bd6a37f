import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { numberColumn, readCsv, tableRows, textColumn } from '../../../scripts/lab/evaluate-csv.ts'
import { checked, chosenOf, commonOptionsOf } from '../../../scripts/lab/evaluate-options.ts'
import { evaluationTable } from '../../../scripts/lab/evaluate-table.ts'
import { evaluate } from '../../../scripts/lab/evaluate.ts'
import { UsageError } from '../../../scripts/lab/options.ts'
import type { Evaluation, Score } from '../../../src/prediction/evaluation/score.ts'
import { accuracyOf } from '../../../src/prediction/metrics.ts'

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
    const text = '\uFEFFname,"ms, mean",note\r\n"a ""b""",1.5,"two\nlines"\r\n\r\nc,,\r\n'
    for (const path of [await file('quoted.csv', text), await file('quoted.csv.gz', gzipSync(text))]) {
      const table = await readCsv(path)
      expect(table.columns).toEqual(['name', 'ms, mean', 'note'])
      expect(tableRows(table)[0]).toEqual({ name: 'a "b"', 'ms, mean': '1.5', note: 'two\nlines' })
      expect([...numberColumn(table, 'ms, mean')]).toEqual([1.5, NaN])
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
  ])('are refused: %j', (values, message) => {
    expect(() => commonOptionsOf(values, defaults)).toThrow(UsageError)
    expect(() => commonOptionsOf(values, defaults)).toThrow(message)
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

describe('the table of results', () => {
  const accuracy = accuracyOf(Float64Array.of(1, 2.125, 3), Float64Array.of(1, 2, 4))
  const score = (seed: number, more: Partial<Score> = {}): Score => ({
    ...{ device: 'phone', method: 'gp', subject: 'networks', seed, trainingRows: 100, accuracy },
    ...{ interval: { coverage: 0.9, halfWidth: 0.2 }, fitMs: 1500, ...more },
  })
  const evaluation: Evaluation = {
    protocol: 'made up',
    scores: [
      ...[score(0), score(1), score(0, { subject: 'kernels', interval: null, fitMs: null })],
      score(0, { method: 'baseline: FLOPs', accuracy: { ...accuracy, n: 2, mape: 0.5 } }),
    ],
    ceilings: [{ device: 'phone', method: 'noise ceiling: copies', subject: 'networks', accuracy }],
    published: [
      {
        ...{ device: 'phone', subject: 'networks', trainingRows: 900, system: 'Somebody, 2020' },
        within: [0.385, 0.858, 0.971],
      },
      { device: 'other', subject: 'networks', trainingRows: 10, system: 'HELP', spearman: 0.932, mape: 0.1 },
    ],
    notes: ['Said beside.'],
  }

  it('has a line for each way, mean and spread over seeds, ceiling and published beneath', () => {
    const lines = evaluationTable(evaluation).split('\n')
    expect(lines[0]).toMatch(/^device +subject +method +learnt +judged +seeds/)
    expect(lines[1]).toContain('33.3 ± 0.0 / 33.3 ± 0.0 / 66.7 ± 0.0')
    expect(lines[1]).toMatch(/10\.42 ± 0\.00.*90\.0 ± 0\.0 +20\.0 ± 0\.0 +1\.5 ± 0\.0$/)
    expect(lines[2]).toMatch(/baseline: FLOPs +100 +2 +1 .* 50\.00 /)
    expect(lines[3]).toMatch(/noise ceiling: copies +3 .*10\.42/)
    expect(lines[4]).toMatch(/published: Somebody, 2020 +900 +38\.5 \/ 85\.8 \/ 97\.1$/)
    expect(lines[5]).toMatch(/^phone +kernels/)
    expect(lines[6]).toMatch(/^other +networks +published: HELP +10 +10\.0 +0\.932$/)
    expect(lines.slice(7)).toEqual(['- Said beside.'])
  })

  it('keeps lines of different training sizes apart', () => {
    const scores = [score(0), score(0, { trainingRows: 30 })]
    expect(evaluationTable({ ...evaluation, scores, published: [], ceilings: [] }).split('\n')).toHaveLength(
      4,
    )
  })
})

/** A made-up device whose latency is a sum of its operations. */
const cells = (count: number, cellOf = (index: number) => String(index)) =>
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
    expect(printed.join('\n')).toContain('baseline: boosted trees, graph scalars')
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
    expect(printed.join('\n')).toMatch(/phone +networks +gp +30 +20 +1 /)
    const foreign = await file('foreign.csv', 'ops,split,order\n444444,train,0\n')
    await expect(evaluate.run(['nasbench201', ...args, '--split', foreign])).rejects.toThrow('names none')
  })

  it.each([
    ['--device', 'fridge', 'no device "fridge". It has phone, watch'],
    ['--method', 'magic', '--method knows gp'],
    ['--baselines', 'some', '--baselines knows'],
    ['--train', '60', 'leave none to test on'],
  ])('refuse %s %s', async (option, value, message) => {
    const path = await file('cells.csv', cells(60))
    const run = evaluate.run(['nasbench201', '--table', path, '--seeds', '1', option, value])
    await expect(run).rejects.toThrow(UsageError)
    await expect(run).rejects.toThrow(message)
  })

  it.each([
    ['a latency of 0', cells(60, () => '0'), 'is 0, not above 0'],
    ['words for numbers', cells(60, () => 'fast'), 'has "fast" in column watch'],
    ['a cell that is none', 'ops,watch\n9,1\n', '"9"'],
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

/** Seven networks of six operations, on a phone that needs time in proportion to their FLOPs. */
function operationTables(change: (line: string) => string = (line) => line): {
  operations: string
  networks: string
} {
  const names = ['resnet10', 'seresnet12', 'mobilenet_w1', 'ghostnet', 'dla46c', 'vovnet27s', 'bagnet9']
  const [operations, networks] = [[], []] as [string[], string[]]
  for (const [place, name] of names.entries()) {
    let sum = 40
    for (let seq = 0; seq < 6; seq++) {
      const [channels, filters] = [
        8 + 4 * ((7 * place + 5 * seq) % 40),
        8 + 4 * ((3 * place + 11 * seq) % 40),
      ]
      const time = 3 + 1e-3 * channels * filters
      sum += time
      const shape = `CONV_2D,14,${channels},14,1,1,${filters},1`
      operations.push(change(`${name},${seq},${shape},${time},convolution_2d_${2 * seq}`))
    }
    networks.push(`${name},${sum}`)
  }
  const head =
    'model,seq,operation,input_shape,input_channel,output_shape,stride,kernel,filter,group,phone|gpu|float,phone|gpu|kernel'
  return {
    operations: `${[head, ...operations].join('\n')}\n`,
    networks: `${['model,phone|gpu|float|mean', ...networks].join('\n')}\n`,
  }
}

describe('protocols on tables of operations', { timeout: 120_000 }, () => {
  const printed: string[] = []
  beforeEach(() => {
    printed.length = 0
    vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text))
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    return () => vi.restoreAllMocks()
  })

  async function args(tables = operationTables()): Promise<string[]> {
    const table = await file('operations.csv', tables.operations)
    return ['--table', table, '--networks', await file('networks.csv', tables.networks)]
  }

  it('judge operations, sums and networks', async () => {
    expect(await evaluate.run(['opwise', ...(await args()), '--kernels', 'deduced'])).toBe(0)
    const text = printed.join('\n')
    for (const subject of ['operations', 'sum of operations', 'end to end'])
      expect(text).toMatch(
        new RegExp(`phone +${subject} +kernel model +6 +${subject === 'operations' ? 42 : 7} +1 `),
      )
    expect(text).toContain('baseline: look-up of equal operations')
    expect(text).toContain('measured operations')
    expect(text).toContain('by the rules of TFLite')
  })

  it('hold back by a file of folds, and ablate', async () => {
    const folds = await file(
      'folds.csv',
      `model,fold\n${operationTables()
        .networks.split('\n')
        .slice(1, -1)
        .map((line, place) => `${line.split(',')[0]},${place % 2}`)
        .join('\n')}\n`,
    )
    expect(
      await evaluate.run(['ablation', ...(await args()), '--folds', folds, '--method', 'roofline,trees']),
    ).toBe(0)
    expect(printed.join('\n')).toMatch(/roofline alone, without fusion and selection +4 +42/)
    const strange = evaluate.run(['ablation', ...(await args()), '--method', 'magic'])
    await expect(strange).rejects.toThrow('--method knows model, trees, roofline')
    const few = await file('few.csv', 'model,fold\nresnet10,0\n')
    const run = evaluate.run(['opwise', ...(await args()), '--folds', few])
    await expect(run).rejects.toThrow('no fold for "seresnet12"')
  })

  it('ablate tables of cells too', async () => {
    const table = await file('cells.csv', cells(60))
    const given = ['ablation', '--table', table, '--device', 'phone', '--train', '30', '--method', 'gp']
    expect(await evaluate.run(given)).toBe(0)
    const text = printed.join('\n')
    for (const method of ['gp without edges', 'gp with random operations', 'gp without robust noise'])
      expect(text).toMatch(new RegExp(`phone +networks +${method} +30 +30 +1 `))
  })

  it.each([
    ['a time of 0', (line: string) => line.replace(/[^,]+(?=,convolution_2d_0)/, '0'), 'no time above 0'],
    ['words', (line: string) => line.replace('CONV_2D,14', 'CONV_2D,large'), '"large" in column input_shape'],
  ])('refuse %s', async (_, change, message) => {
    const run = evaluate.run(['opwise', ...(await args(operationTables(change)))])
    await expect(run).rejects.toThrow(UsageError)
    await expect(run).rejects.toThrow(message)
  })

  it.each([
    [['--device', 'fridge'], 'no device "fridge". It has phone'],
    [['--kernels', 'guessed'], '--kernels knows'],
    [['--train', '5'], 'no meaning'],
  ])('refuse %j', async (more, message) => {
    const run = evaluate.run(['opwise', ...(await args()), ...more])
    await expect(run).rejects.toThrow(UsageError)
    await expect(run).rejects.toThrow(message)
  })

  it('judge the shift to real networks, and need both tables', async () => {
    const rows = (count: number) =>
      `model,flops,size,phone|gpu|mean,phone|gpu|std\n${Array.from({ length: count }, (_, row) => `n${row},${1e8 * (1 + row)},${1e6 * (1 + ((row * 7) % 40))},${500 + 100 * row},5`).join('\n')}\n`
    const given = ['shift', '--table', await file('synthetic.csv', rows(60)), '--train', '40']
    const more = ['--real', await file('real.csv', rows(20)), '--test-rows', '10']
    expect(await evaluate.run([...given, ...more])).toBe(0)
    expect(printed.join('\n')).toMatch(/phone\|gpu +real networks +baseline: FLOPs +40 +20 +1 /)
    await expect(evaluate.run(given)).rejects.toThrow('--real is needed')
    await expect(evaluate.run([...given, ...more, '--device', 'tv'])).rejects.toThrow('no device "tv"')
    await expect(evaluate.run([...given, ...more, '--train', '51'])).rejects.toThrow(UsageError)
    await expect(evaluate.run(['opwise', '--table', 'x.csv'])).rejects.toThrow('--networks is needed')
  })
})
