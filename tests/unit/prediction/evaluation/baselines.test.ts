import fc from 'fast-check'
import { expect, test } from 'vitest'
import { totalCost } from '../../../../src/architecture/cost.ts'
import {
  cellBaselines,
  cellFlops,
  oneHot,
  operationCounts,
} from '../../../../src/prediction/baselines/cells.ts'
import { LeastSquares } from '../../../../src/prediction/baselines/least-squares.ts'
import { liveEdges } from '../../../../src/prediction/baselines/live-edges.ts'
import { cellScores, measuredCells } from '../../../../src/prediction/evaluation/nasbench201.ts'
import { curveSplit } from '../../../../src/prediction/evaluation/splits.ts'
import { matrixOf } from '../../../../src/prediction/matrix.ts'
import { cellNumbered, cellText, fromDigits } from '../../../../src/spaces/nasbench201/cell.ts'
import { computationOf } from '../../../../src/spaces/nasbench201/computation.ts'
import { loadSpace } from '../../../../src/spaces/registry.ts'

const digitsOf = (number: number) => number.toString(5).padStart(6, '0')
const anyCell = fc.integer({ min: 0, max: 15_624 }).map(digitsOf)

test('live edges are those whose operations are computed', () => {
  fc.assert(
    fc.property(anyCell, (digits) => {
      const computed = computationOf(fromDigits(digits)).producers.map(({ operation }) => operation)
      const live = liveEdges(digits).filter((operation) => !['none', 'skip_connect'].includes(operation))
      expect(live.toSorted()).toEqual(computed.toSorted())
    }),
  )
  expect(liveEdges('300000')).toEqual(Array(6).fill('none'))
  expect(() => liveEdges('3')).toThrow('"3"')
})

test('one-hot columns say which operation an edge has, counts how often it occurs', () => {
  fc.assert(
    fc.property(anyCell, (digits) => {
      const row = oneHot(digits)
      expect(row).toHaveLength(24)
      const counts = [0, 1, 2, 3].map(
        (kind) => row.filter((value, place) => value && place % 4 === kind).length,
      )
      expect(operationCounts(digits)).toEqual(counts)
    }),
  )
})

test('FLOPs of a cell are what its network has more than the empty one, but for elementwise operations', async () => {
  const space = await loadSpace('nasbench201')
  const flopsOf = (digits: string) =>
    totalCost(space.fromKey(cellText(cellNumbered(parseInt(digits, 5))))).flops
  const empty = flopsOf('000100')
  for (const digits of ['000300', '000200', '333333', '232132']) {
    const more = flopsOf(digits) - empty
    // Batch norm and additions: about 5 values of a thousand.
    expect(cellFlops(digits) / more).toBeGreaterThan(0.9)
    expect(cellFlops(digits) / more).toBeLessThanOrEqual(1)
  }
})

test('least squares finds the line that made the numbers, and says something where columns repeat', async () => {
  const rows = Array.from({ length: 20 }, (_, row) => [row, (row * row) % 7, 2 * row])
  const targets = Float64Array.from(rows, ([a = 0, b = 0]) => 3 - 2 * a + 5 * b)
  const model = await new LeastSquares().fit({ inputs: matrixOf(rows), targets })
  const again = new LeastSquares().load(JSON.parse(JSON.stringify(model.toJSON())))
  for (const [row, value] of again.predict(matrixOf(rows)).entries())
    expect(value).toBeCloseTo(targets[row]!, 4)
  const [first] = again.predict(matrixOf([[100, 1, 200]]))
  expect(first).toBeCloseTo(-192, 2)
})

test('every baseline learns a table that it can express', async () => {
  const digits = Array.from({ length: 400 }, (_, index) => digitsOf((index * 389) % 15_625))
  const latencies = Float64Array.from(digits, (cell) => 5 + cellFlops(cell) / 1e7)
  const table = measuredCells(digits, latencies)
  const scores = await cellScores(cellBaselines, 'made up', table, curveSplit(400, 300, 1))
  const errors = scores
    .filter(({ subject }) => subject === 'networks')
    .map(({ method, accuracy }) => [method, accuracy.mape] as const)
  expect(errors).toHaveLength(cellBaselines.length)
  for (const [method, mape] of errors) expect([method, mape < 0.05]).toEqual([method, true])
  const [exact, layers, linear] = errors
  for (const one of [exact, layers, linear]) expect(one?.[1]).toBeLessThan(1e-6)
})
