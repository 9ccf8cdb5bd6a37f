import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ablatedMethods,
  cellAblations,
  kernelAblations,
  plainNoiseGp,
} from '../../../../src/prediction/evaluation/ablation.ts'
import { withoutEdges, withRandomKinds } from '../../../../src/prediction/evaluation/blinded.ts'
import { graphMethod, withInterval, type Method } from '../../../../src/prediction/evaluation/method.ts'
import { cellScores, measuredCells } from '../../../../src/prediction/evaluation/nasbench201.ts'
import { shiftScores, sizedNetworks } from '../../../../src/prediction/evaluation/shift.ts'
import { curveSplit } from '../../../../src/prediction/evaluation/splits.ts'
import { cellOfDigits } from '../../../../src/prediction/graphs/cell-graph.ts'
import { checkFlowGraph } from '../../../../src/prediction/graphs/flow-graph.ts'
import { GraphGp } from '../../../../src/prediction/regressors/gp/graph-gp.ts'

const digitsOf = (number: number) => number.toString(5).padStart(6, '0')
const anyGraph = fc.integer({ min: 0, max: 15_624 }).map((number) => cellOfDigits(digitsOf(number)).graph)
const kindsOf = ({ nodes }: { nodes: readonly { kind: string }[] }) => nodes.map(({ kind }) => kind)

describe('shift from synthetic to real networks', () => {
  const made = (count: number, factor: number) =>
    Array.from({ length: count }, (_, row) => {
      const [flops, size] = [1e8 * (1 + ((row * 7) % 31)), 1e6 * (1 + ((row * 5) % 17))]
      const time = factor * (1000 + flops / 1e5 + size / 1e4)
      return { flops: String(flops), size: String(size), 'phone|gpu|mean': String(time) }
    })
  const of = (rows: ReturnType<typeof made>) => sizedNetworks(rows, 'phone|gpu')

  it('judges by both kinds of networks', async () => {
    const tables = { synthetic: of(made(120, 1)), real: of(made(30, 1.25)) }
    const scores = await shiftScores('phone', tables, { trainingRows: 80, testRows: 20 }, { seed: 3 })
    const lines = scores.filter(({ method }) => method === 'baseline: FLOPs and size')
    expect(lines.map(({ subject, accuracy }) => [subject, accuracy.n])).toEqual([
      ['synthetic networks', 20],
      ['real networks', 30],
    ])
    expect(lines[0]?.accuracy.mape).toBeLessThan(1e-6)
    // Real ones take a quarter longer: the shift is seen, and so is that intervals do not hold it.
    expect(lines[1]?.accuracy.mape).toBeCloseTo(0.2, 6)
    expect(lines.map(({ interval }) => interval?.coverage)).toEqual([1, 0])
    expect(new Set(scores.map(({ method }) => method)).size).toBe(5)
  })

  it('leaves out what was not measured and refuses what is no time', async () => {
    const rows = made(3, 1)
    const [first, ...others] = rows
    expect(of([{ ...first!, 'phone|gpu|mean': '' }, ...others]).items).toHaveLength(2)
    expect(() => of([{ ...first!, 'phone|gpu|mean': '0' }])).toThrow('not above 0')
    expect(() => of([{ ...first!, flops: 'many' }])).toThrow('"many" in column flops')
    expect(() => sizedNetworks(rows, 'fridge')).toThrow('no column "fridge|mean"')
    const tables = { synthetic: of(rows), real: of(rows) }
    const tooMany = shiftScores('phone', tables, { trainingRows: 3, testRows: 1 }, { seed: 0 })
    await expect(tooMany).rejects.toThrow('leave no 3')
  })
})

describe('ablation', () => {
  it('takes away edges, or what operations do, and leaves valid graphs', () => {
    fc.assert(
      fc.property(anyGraph, fc.nat(99), (graph, seed) => {
        const bare = withoutEdges(graph)
        checkFlowGraph(bare)
        expect(kindsOf(bare)).toEqual(kindsOf(graph))
        expect(bare.nodes.every(({ inputs }) => inputs.join() === '0')).toBe(true)
        const kinds = ['a', 'b', 'c']
        const strange = withRandomKinds(graph, kinds, seed)
        expect(strange.nodes.map(({ inputs }) => inputs)).toEqual(graph.nodes.map(({ inputs }) => inputs))
        expect(kindsOf(strange).every((kind) => kinds.includes(kind))).toBe(true)
        expect(withRandomKinds(graph, kinds, seed)).toEqual(strange)
      }),
    )
    const several = new Set(
      Array.from({ length: 30 }, (_, seed) => {
        const { graph } = cellOfDigits('333333')
        return kindsOf(withRandomKinds(graph, ['a', 'b'], seed)).join('')
      }),
    )
    expect(several.size).toBeGreaterThan(10)
  })

  it('costs accuracy where latency follows from edges and operations', { timeout: 60_000 }, async () => {
    const digits = Array.from({ length: 300 }, (_, index) => digitsOf((index * 389) % 15_625))
    // Three-by-three convolutions count more the later they come.
    const latencies = Float64Array.from(digits, (cell, row) => {
      const { nodes } = cellOfDigits(cell).graph
      const depths = [0]
      for (const { inputs } of nodes) depths.push(1 + Math.max(...inputs.map((value) => depths[value] ?? 0)))
      const costs = nodes.map(({ kind }, place) => (kind === 'nor_conv_3x3' ? 3 : 1) * depths[place + 1]!)
      const noise = 1 + 0.005 * Math.sin(7 * row)
      return noise * costs.reduce((sum, cost) => sum + cost, 5)
    })
    const table = measuredCells(digits, latencies)
    const methods = [...cellAblations(graphMethod('gp', new GraphGp())), plainNoiseGp]
    const scores = await cellScores(methods, 'made up', table, curveSplit(300, 200, 1))
    const [full, bare, strange, plain] = scores
      .filter(({ subject }) => subject === 'networks')
      .map(({ accuracy }) => accuracy.mape)
    expect(bare!).toBeGreaterThan(2 * full!)
    expect(strange!).toBeGreaterThan(2 * full!)
    // Noise without outliers is nothing to be robust against.
    expect(plain!).toBeLessThan(2 * full!)
  })

  it('has a name of its own for each way of looking at kernels', () => {
    const ablations = Object.values(ablatedMethods).flatMap(kernelAblations)
    expect(new Set(ablations.map(({ method }) => method.name)).size).toBe(3 * 4)
    for (const { knowledge, method } of ablations)
      expect(method.name.includes('without')).toBe(knowledge !== 'known')
  })
})

it('intervals of a method come from errors on rows held back', async () => {
  /** Knows the mean of what it learnt from only. */
  const mean: Method<number> = {
    name: 'mean',
    fit: (_, latencies) => {
      const value = latencies.reduce((sum, latency) => sum + latency, 0) / latencies.length
      return Promise.resolve((items) => ({
        latencies: Float64Array.from(items, () => value),
        interval: null,
      }))
    },
  }
  const latencies = Float64Array.from({ length: 100 }, (_, row) => (row % 10 === 0 ? 2 : 1))
  const forecast = await withInterval(mean).fit([...latencies], latencies, { seed: 0 })
  const { latencies: said, interval } = forecast([0])
  expect(said[0]).toBeCloseTo(1.1, 9)
  // Nine tenths are 10 % off, the rest 45 %: the rank of 90 % of 101 is one of the latter.
  expect(interval!.upper[0]! / said[0]!).toBeGreaterThan(1.7)
  expect(interval!.lower[0]! * interval!.upper[0]!).toBeCloseTo(said[0]! ** 2, 9)
})
