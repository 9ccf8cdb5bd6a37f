import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cellBaselines } from '../../../../src/prediction/baselines/cells.ts'
import { graphMethod } from '../../../../src/prediction/evaluation/method.ts'
import { cellCeiling, cellScores, measuredCells } from '../../../../src/prediction/evaluation/nasbench201.ts'
import { curveSplit, fixedTestSplit } from '../../../../src/prediction/evaluation/splits.ts'
import { rowsAtPlaces } from '../../../../src/prediction/evaluation/trial.ts'
import { intervalDeviations } from '../../../../src/prediction/interval.ts'
import { predictByCopies } from '../../../../src/prediction/noise-ceiling.ts'
import { GraphGp } from '../../../../src/prediction/regressors/gp/graph-gp.ts'
import { numberColumn, readCsv, textColumn } from '../../../../scripts/lab/evaluate-csv.ts'
import { evaluate } from '../../../../scripts/lab/evaluate.ts'
import { UsageError } from '../../../../scripts/lab/options.ts'

test('splits never train on what they test on, and keep the validation rows out', () => {
  const { training, test: tested } = curveSplit(3000, 2000, 4)
  expect(training).toHaveLength(2000)
  expect(tested).toHaveLength(900)
  expect(new Set([...training, ...tested]).size).toBe(2900)
  expect(curveSplit(3000, 2000, 4).training).toEqual(training)
  expect(() => curveSplit(3000, 2900, 4)).toThrow(RangeError)
})

test('a smaller training set of a seed is part of a larger one', () => {
  const large = curveSplit(3000, 300, 2).training
  expect(large.slice(0, 30)).toEqual(curveSplit(3000, 30, 2).training)
})

test('a table can keep its last rows to be judged by', () => {
  const { training, test: tested } = fixedTestSplit(50, 20, 10, 1)
  expect(new Set(training).size).toBe(20)
  expect(Math.max(...training)).toBeLessThan(40)
  expect(tested).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49])
  expect(() => fixedTestSplit(50, 41, 10, 1)).toThrow('no 41')
})

test('a row is predicted by the median of its other copies', () => {
  const { places, predicted } = predictByCopies(['a', 'b', 'a', 'a', 'c'], Float64Array.of(1, 5, 2, 4, 9))
  expect(places).toEqual([0, 2, 3])
  expect([...predicted]).toEqual([3, 2.5, 1.5])
})

test('intervals take the rank that conformal prediction says, and more with few rows', () => {
  const deviations = new Float64Array(199).fill(1)
  const residuals = deviations.map((_, row) => (row % 2 ? -1 : 1) * (row + 1))
  expect(intervalDeviations({ residuals, deviations })).toBe(180)
  const few = { residuals: Float64Array.of(0.1), deviations: Float64Array.of(1) }
  expect(intervalDeviations(few)).toBeCloseTo(1.645, 3)
  expect(() => intervalDeviations({ residuals: new Float64Array(0), deviations })).toThrow(RangeError)
})

test('rows that were not measured are left out, latencies of 0 refused', () => {
  const { places, items } = measuredCells(['300020', '111111'], Float64Array.of(NaN, 2))
  expect(places).toEqual([1])
  expect(items.map(({ digits }) => digits)).toEqual(['111111'])
  expect(() => measuredCells(['300020'], Float64Array.of(0))).toThrow('above 0')
  expect(() => measuredCells(['9'], Float64Array.of(1))).toThrow('"9"')
})

test('what is asked for in vain is told', async () => {
  await expect((async () => evaluate.run(['nothing']))()).rejects.toThrow(UsageError)
  await expect(evaluate.run(['nasbench201'])).rejects.toThrow('--table')
  await expect(evaluate.run(['nasbench201', '--table', 'missing.csv'])).rejects.toThrow('missing.csv')
})

const tablePath = '../shared/data/nb201_eagle_ms.csv.gz'
const hasTable = existsSync(tablePath)
test.skipIf(!hasTable)(
  `100 networks of the public 1080 Ti column teach the rest (needs ${tablePath})`,
  { timeout: 120_000 },
  async () => {
    const table = await readCsv(tablePath)
    const cells = measuredCells(textColumn(table, 'ops'), numberColumn(table, 'desktop_gpu_gtx1080ti_fp32'))
    const some = rowsAtPlaces(
      cells,
      [...cells.items.keys()].filter((place) => place % 7 === 0),
    )
    const methods = [graphMethod('gp', new GraphGp()), ...cellBaselines]
    const split = curveSplit(some.items.length, 100, 0)
    const scores = await cellScores(methods, 'it', some, split)
    const all = scores.filter(({ subject }) => subject === 'networks')
    expect(all.map(({ method }) => method)).toEqual(methods.map(({ name }) => name))
    expect(all[0]?.accuracy.within10).toBeGreaterThan(0.9)
    expect(all[0]?.interval?.coverage).toBeGreaterThan(0.8)
    // No simple way comes near it.
    for (const { accuracy } of all.slice(1)) expect(accuracy.mape).toBeGreaterThan(all[0]?.accuracy.mape ?? 1)
    expect(cellCeiling('it', some)[0]?.accuracy.mape).toBeLessThan(0.02)
    await expect(async () => textColumn(table, 'no such device')).rejects.toThrow('no such device')
  },
)
