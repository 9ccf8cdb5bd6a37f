import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { evaluate } from '../../../scripts/lab/evaluate.ts'
import { UsageError } from '../../../scripts/lab/options.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Writes a file and tells where. */
async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

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
        new RegExp(
          `^phone, ${subject}: 6 learnt, ${subject === 'operations' ? 42 : 7} judged, 1 seed\n.*\n.*\nkernel model +\\d`,
          'm',
        ),
      )
    expect(text).toContain('baseline: look-up of equal')
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
    expect(printed.join('\n')).toMatch(
      /^phone, operations: 4 learnt, 42 judged, 1 seed\n(.*\n)*roofline alone, without fusion and selection +\d/m,
    )
    const strange = evaluate.run(['ablation', ...(await args()), '--method', 'magic'])
    await expect(strange).rejects.toThrow('--method knows model, trees, roofline')
    const few = await file('few.csv', 'model,fold\nresnet10,0\n')
    const run = evaluate.run(['opwise', ...(await args()), '--folds', few])
    await expect(run).rejects.toThrow('no fold for "seresnet12"')
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
    expect(printed.join('\n')).toMatch(
      /^phone\|gpu, real networks: 40 learnt, 20 judged, 1 seed\n(.*\n){2}baseline: FLOPs +\d/m,
    )
    await expect(evaluate.run(given)).rejects.toThrow('--real is needed')
    const strange = await file('strange.csv', 'model,flops,size,tv|mean\nn0,1,1,1\n')
    const wrong = evaluate.run([...given, '--real', strange])
    await expect(wrong).rejects.toThrow(/strange.csv has no device of .*synthetic.csv, which has phone/)
    const named = evaluate.run([...given, '--real', strange, '--device', 'phone|gpu'])
    await expect(named).rejects.toThrow(/strange.csv has no device "phone.gpu". It has tv/)
    const none = evaluate.run([...given, ...more, '--baselines', 'off'])
    await expect(none).rejects.toThrow('--baselines off leaves nothing')
    await expect(evaluate.run([...given, ...more, '--device', 'tv'])).rejects.toThrow('no device "tv"')
    await expect(evaluate.run([...given, ...more, '--train', '51'])).rejects.toThrow(UsageError)
    await expect(evaluate.run(['opwise', '--table', 'x.csv'])).rejects.toThrow('--networks is needed')
  })
})
