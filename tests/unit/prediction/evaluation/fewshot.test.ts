import { describe, expect, test } from 'vitest'
import { fewShotScores, ranges, rowsOf } from '../../../../src/prediction/evaluation/fewshot.ts'
import { publishedFewShot } from '../../../../src/prediction/evaluation/fewshot-published.ts'
import { executedCell, helpCells, helpFbnet } from '../../../../src/prediction/evaluation/fewshot-tables.ts'
import { checkFlowGraph } from '../../../../src/prediction/graphs/flow-graph.ts'
import { matrixOf } from '../../../../src/prediction/matrix.ts'
import { randomStream, uniform } from '../../../../src/spaces/random.ts'

describe('networks of HELP', () => {
  test('have dead operations as kinds of their own', () => {
    // (0>1) conv 3x3, (1>2) and (1>3) none: what node 1 has is used by nothing; (0>3) conv 1x1 lives.
    const graph = executedCell('300200')
    expect(graph.nodes.map(({ kind }) => kind)).toEqual(['dead nor_conv_3x3', 'nor_conv_1x1'])
    expect(graph.output).toEqual([2])
    for (const digits of ['444444', '000000', '111111', '012340', '300100'])
      expect(() => checkFlowGraph(executedCell(digits))).not.toThrow()
    expect(() => executedCell('9')).toThrow('not "9"')
  })

  test('have counts of what runs and of what lives, and the FLOPs of what runs', () => {
    const { features, flops, graphs } = helpCells(['300200', '000200', '000300'])
    expect(graphs).toHaveLength(3)
    expect([...features.values.slice(0, 8)]).toEqual([0, 1, 1, 0, 0, 1, 0, 0])
    expect(flops[0]! - flops[1]!).toBe(flops[2]!)
    expect(flops[2]! / flops[1]!).toBe(9)
  })

  test('of FBNet have the choice of each layer, and wider ones cost more', () => {
    const { choices, features, flops } = helpFbnet(['0'.repeat(22), '3'.repeat(22)])
    expect(choices.rows).toBe(2)
    expect([...choices.values.slice(0, 8)]).toEqual([1, 0, 0, 0, 0, 0, 0, 0])
    expect(features.values[0]).toBe(22)
    expect(flops[1]!).toBeGreaterThan(2 * flops[0]!)
  })
})

describe('the protocol', () => {
  const random = randomStream(11)
  const number = () => uniform(random, -1000, 1000) / 1000
  const work = Array.from({ length: 4900 }, () => [number(), number()])
  const of = (a: number, b: number) => work.map(([x, y]) => 1 + a * x! + b * y!)
  const sources = [of(1, 0.1), of(0.9, 0.5), of(0.4, 1)]
  const table = {
    elsewhere: {
      logLatencies: matrixOf(work.map((_, row) => sources.map((column) => column[row]!))),
      features: matrixOf(work),
    },
    flops: Float64Array.from(work, ([x]) => Math.exp(x!)),
  }
  const latenciesMs = Float64Array.from(of(0.8, 0.8), Math.exp)

  test('trims both ends of what was measured, and leaves out what was not', () => {
    const latencies = Float64Array.from({ length: 101 }, (_, row) => 100 - row)
    expect(rowsOf(latencies, { from: 0, to: 101 }, false)).toHaveLength(100)
    const middle = rowsOf(latencies.with(50, NaN), { from: 0, to: 101 }, true)
    expect([middle[0], middle.at(-1), middle.length]).toEqual([10, 89, 79])
  })

  test('judges transfer and what is simple by the same rows, the same way again', async () => {
    const task = { device: 'new', latenciesMs, range: ranges[0], probes: 10, seed: 3 }
    const scores = await fewShotScores(table, task)
    expect(scores.map(({ method }) => method)).toEqual([
      'transfer, chosen probes',
      'transfer, random probes',
      'baseline: FLOPs',
      'baseline: the most alike source',
    ])
    const [chosen, , flops, alike] = scores.map(({ accuracy }) => accuracy.spearman)
    expect(chosen!).toBeGreaterThan(0.99)
    expect(chosen!).toBeGreaterThan(alike!)
    expect(alike!).toBeGreaterThan(flops!)
    expect(new Set(scores.map(({ accuracy }) => accuracy.n)).size).toBe(1)
    expect(scores[0]!.interval!.coverage).toBeGreaterThan(0.8)
    const timeless = (list: typeof scores) => list.map((score) => ({ ...score, fitMs: 0 }))
    expect(timeless(await fewShotScores(table, task))).toEqual(timeless(scores))
    const full = await fewShotScores(table, { ...task, range: ranges[1] })
    expect(full[0]!.accuracy.n).toBe(4000)
  })

  test('says where a device has too few rows', async () => {
    const few = latenciesMs.map((latency, row) => (row < 885 ? NaN : latency))
    const task = { device: 'new', latenciesMs: few, range: ranges[1], probes: 10, seed: 0 }
    await expect(fewShotScores(table, task)).rejects.toThrow('new has 15 rows for probes')
  })

  test('stands beside what was published, whose means are those of its devices', () => {
    for (const form of ['cells', 'fbnet'] as const) {
      const help = publishedFewShot(form).filter(({ system }) => system.startsWith('HELP'))
      const values = help.slice(0, -1).map(({ spearman }) => spearman!)
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      expect(Math.abs(help.at(-1)!.spearman! - mean)).toBeLessThan(0.0035)
    }
  })
})
