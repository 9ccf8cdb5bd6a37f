import { describe, expect, test } from 'vitest'
import { cellOfDigits } from '../../../../src/prediction/graphs/cell-graph.ts'
import { minimise } from '../../../../src/prediction/optimise/lbfgs.ts'
import { GraphGp, usualGraphGp } from '../../../../src/prediction/regressors/gp/graph-gp.ts'
import {
  distancesBetween,
  GraphReader,
  labelLists,
  learnScaling,
} from '../../../../src/prediction/regressors/gp/graph-inputs.ts'
import { mostCopies } from '../../../../src/prediction/regressors/gp/rows-to-learn.ts'
import type { GraphScaling as Scaling } from '../../../../src/prediction/regressors/gp/graph-inputs.ts'
import { posteriorObjective, priorCentre } from '../../../../src/prediction/regressors/gp/hyperparameters.ts'
import { knownGraphs as known } from '../../../fixtures/known-graphs.ts'

const quick = new GraphGp({ ...usualGraphGp, hyperparameterRows: 60, iterations: 12 })

test('learns a sum of costs, within 3 % on networks that it never saw, at 80 rows', async () => {
  const { graphs, targets } = known(160)
  const model = await quick.fit({ inputs: graphs.slice(0, 80), targets: targets.slice(0, 80) }, { seed: 1 })
  const errors = model.predict(graphs.slice(80)).map((value, row) => Math.abs(value - targets[80 + row]!))
  expect(errors.sort()[40]).toBeLessThan(0.03)
})

test('saved and loaded, it predicts the same bits', async () => {
  const { graphs, targets } = known(45)
  const model = await quick.fit({ inputs: graphs.slice(0, 40), targets: targets.slice(0, 40) }, { seed: 1 })
  const again = quick.load(JSON.parse(JSON.stringify(model)))
  expect(again.predictSpread(graphs)).toEqual(model.predictSpread(graphs))
  expect(again.heldOutErrors()).toEqual(model.heldOutErrors())
})

test('equal seeds give equal models', async () => {
  const { graphs, targets } = known(40)
  const fit = () => quick.fit({ inputs: graphs, targets }, { seed: 3 })
  expect(JSON.stringify(await fit())).toBe(JSON.stringify(await fit()))
})

test('the gradient of the marginal likelihood is that of finite differences', async () => {
  const { graphs, targets } = known(25)
  const inputs = new GraphReader(await learnScaling(graphs, targets, () => Promise.resolve())).read(graphs)
  const comparison = { a: inputs, b: inputs, distances: distancesBetween(inputs, inputs) }
  const { kernel, noise } = priorCentre(inputs.width, labelLists)
  const at = Float64Array.from([...kernel, noise], (value, place) => value + 0.3 * Math.sin(place))
  const objective = posteriorObjective(
    { comparison, targets, noiseRatios: targets.map((_, row) => 1 + (row % 3)) },
    Float64Array.from([...kernel, noise]),
    () => 2,
  )
  const { gradient } = objective(at)
  for (const [place, slope] of gradient.entries()) {
    const step = 1e-5
    const value = (by: number) => objective(at.with(place, at[place]! + by)).value
    expect(slope).toBeCloseTo((value(step) - value(-step)) / (2 * step), 4)
  }
})

test('a wrong row among its copies is taken for noise', async () => {
  const { graphs, targets } = known(20)
  const copies = [...graphs, ...graphs, ...graphs]
  const copied = Float64Array.from([...targets, ...targets, ...targets])
  const model = await quick.fit({ inputs: copies, targets: copied.with(7, targets[7]! + 2) }, { seed: 1 })
  // A mean of the three copies would be off by 2 / 3.
  expect(Math.abs(model.predict([graphs[7]!])[0]! - targets[7]!)).toBeLessThan(0.25)
})

test('errors are expected as of usual noise, also of odd rows', async () => {
  const { graphs, targets } = known(60)
  const odd = targets.map((target, row) => target + (row % 20 === 7 ? 1 : 0.02 * Math.sin(9 * row)))
  const { residuals, deviations } = (
    await quick.fit({ inputs: graphs, targets: odd }, { seed: 1 })
  ).heldOutErrors()
  const ordinary = [...deviations].filter((_, row) => row % 20 !== 7).sort((a, b) => a - b)
  for (const row of [7, 27, 47]) {
    expect(Math.abs(residuals[row]!)).toBeGreaterThan(0.5)
    expect(deviations[row]).toBeLessThan(3 * ordinary[ordinary.length >> 1]!)
  }
})

describe('odd tables', () => {
  const some = known(12)
  test('one row is predicted as itself', async () => {
    const model = await quick.fit(
      { inputs: some.graphs.slice(0, 1), targets: Float64Array.of(1.5) },
      { seed: 1 },
    )
    expect(model.predict(some.graphs.slice(0, 1))[0]).toBeCloseTo(1.5, 6)
  })
  test('equal targets are predicted everywhere', async () => {
    const model = await quick.fit({ inputs: some.graphs, targets: new Float64Array(12).fill(2) }, { seed: 1 })
    model.predict(known(30).graphs).forEach((value) => expect(value).toBeCloseTo(2, 6))
  })
  test('a row that is there a hundred times is no harm', async () => {
    const graphs = [...some.graphs, ...Array.from({ length: 99 }, () => some.graphs[0]!)]
    const targets = Float64Array.from([
      ...some.targets,
      ...Array.from({ length: 99 }, () => some.targets[0]!),
    ])
    const model = await quick.fit({ inputs: graphs, targets }, { seed: 1 })
    expect(model.predict(graphs).every(Number.isFinite)).toBe(true)
  })
  test('kinds that were never seen are predicted', async () => {
    const model = await quick.fit({ inputs: some.graphs, targets: some.targets }, { seed: 1 })
    const strange = { nodes: [{ kind: 'z', label: 'z', isRepeatable: false, inputs: [0] }], output: [1] }
    expect(model.predict([strange]).every(Number.isFinite)).toBe(true)
  })
  test.each([
    ['no rows', [], Float64Array.of(), undefined],
    ['lengths that differ', some.graphs, Float64Array.of(1), undefined],
    ['NaN', some.graphs.slice(0, 2), Float64Array.of(1, NaN), undefined],
    ['-Infinity, the logarithm of 0', some.graphs.slice(0, 1), Float64Array.of(-Infinity), undefined],
    ['a negative weight', some.graphs.slice(0, 1), Float64Array.of(1), Float64Array.of(-1)],
    ['no weight', some.graphs.slice(0, 1), Float64Array.of(1), Float64Array.of(0)],
  ])('refused: %s', async (_, inputs, targets, weights) => {
    const samples = { inputs, targets, ...(weights ? { weights } : {}) }
    await expect(quick.fit(samples, { seed: 1 })).rejects.toThrow(RangeError)
  })
})

describe('a saved model', () => {
  const saved = async () => {
    const { graphs, targets } = known(8)
    return (await quick.fit({ inputs: graphs, targets }, { seed: 1 })).toJSON()
  }
  test.each([
    ['of another learner', { learner: 'forest' }],
    ['of another version', { version: 99 }],
    ['without targets', { targets: undefined }],
    ['with a word among its numbers', { kernel: ['x'] }],
    ['without graphs', { graphs: [] }],
    ['with too few parameters', { kernel: [1] }],
    ['without scaling', { scaling: null }],
    ['with noise of another length', { noiseRatios: [1] }],
    ['without a scale', { scale: 'x' }],
    ['with a scale of 0', { scale: 0 }],
    ['with noise below 0', { noise: -1e-9 }],
    ['with a graph that is none', { graphs: Array(8).fill(null) }],
    ['with nodes that are none', { graphs: Array(8).fill({ nodes: 'x', output: [0] }) }],
    ['with a graph that reads what it has not', { graphs: Array(8).fill({ nodes: [], output: [1] }) }],
    ['with rows that do not ascend', { rows: [0, 1, 2, 3, 4, 5, 7, 6] }],
  ])('%s is refused', async (_, change) => {
    const json = { ...(JSON.parse(JSON.stringify(await saved())) as object), ...change }
    expect(() => quick.load(json)).toThrow(RangeError)
  })
})

describe('the scaling of a saved model', () => {
  const { graphs, targets } = known(8)
  test.each([
    ['without costs of paths', () => ({ pathCosts: undefined })],
    ['with too few deviations', ({ deviations }: Scaling) => ({ deviations: deviations.slice(1) })],
    ['with a deviation of 0', ({ deviations }: Scaling) => ({ deviations: deviations.with(0, 0) })],
    ['with a feature that is none', ({ places }: Scaling) => ({ places: places.with(-1, 9999) })],
  ])('%s is refused', async (_, change) => {
    const saved = JSON.parse(JSON.stringify(await quick.fit({ inputs: graphs, targets }, { seed: 1 }))) as {
      scaling: Scaling
    }
    const scaling = { ...saved.scaling, ...change(saved.scaling) }
    expect(() => quick.load({ ...saved, scaling })).toThrow('model is damaged')
  })
})

test('more copies than tell anything are left out, and rows of no weight', async () => {
  const { graphs, targets } = known(12)
  const inputs = [...graphs, ...Array.from({ length: 99 }, () => graphs[0]!)]
  const copied = Float64Array.from(inputs, (_, row) => targets[row < 12 ? row : 0]!)
  const weights = copied.map((_, row) => (row === 5 ? 0 : 1))
  const model = await quick.fit({ inputs, targets: copied.with(5, 1e6), weights }, { seed: 1 })
  expect(model.rows).toHaveLength(10 + mostCopies)
  expect(model.rows).not.toContain(5)
  expect(model.heldOutErrors().residuals).toHaveLength(10 + mostCopies)
  expect(Math.abs(model.predict([graphs[5]!])[0]! - targets[5]!)).toBeLessThan(2)
})

test('the search for costs of paths breathes before each trial', async () => {
  const { graphs, targets } = known(40)
  let breaths = 0
  const breathe = () => (++breaths === 7 ? Promise.reject(new Error('enough')) : Promise.resolve())
  await expect(learnScaling(graphs, targets, breathe)).rejects.toThrow('enough')
  expect(breaths).toBe(7)
})

test('cancel ends a fit', async () => {
  const { graphs, targets } = known(300)
  const reason = new Error('stop')
  const controller = new AbortController()
  const fit = new GraphGp().fit({ inputs: graphs, targets }, { seed: 1, signal: controller.signal })
  setTimeout(() => controller.abort(reason), 50)
  await expect(fit).rejects.toBe(reason)
})

test('L-BFGS finds the minimum of a narrow valley', async () => {
  const [a, b] = await minimise(
    ([x = 0, y = 0]) => ({
      value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
      gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
    }),
    Float64Array.of(-1.2, 1),
    { iterations: 200 },
  )
  expect(a).toBeCloseTo(1, 1)
  expect(b).toBeCloseTo(1, 1)
})

test('cells of public tables are read', () => {
  expect(() => cellOfDigits('12345')).toThrow(RangeError)
})
