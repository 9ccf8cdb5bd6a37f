import { describe, expect, test } from 'vitest'
import { GraphEnsemble } from '../../../../src/prediction/regressors/ensemble/graph-ensemble.ts'
import { networkShareOf } from '../../../../src/prediction/regressors/ensemble/network-share.ts'
import { Gcn } from '../../../../src/prediction/regressors/gcn/gcn.ts'
import { graphLearnerFor, loadGraphModel } from '../../../../src/prediction/regressors/graph-learners.ts'
import { GraphGp, usualGraphGp } from '../../../../src/prediction/regressors/gp/graph-gp.ts'
import { knownGraphs as known } from '../../../fixtures/known-graphs.ts'

const process = new GraphGp({ ...usualGraphGp, hyperparameterRows: 40, iterations: 6 })
const quick = new GraphEnsemble({ fewestRows: 60 }, process, new Gcn({ width: 16, depth: 3, epochs: 15 }))

const { graphs, targets } = known(100)
const samples = { inputs: graphs.slice(0, 80), targets: targets.slice(0, 80) }

test('is an average of its parts, and the parts were asked for rows that they had not seen', async () => {
  const model = await quick.fit(samples, { seed: 1 })
  const json = model.toJSON() as unknown as { networks: unknown[]; process: unknown }
  expect(json.networks).toHaveLength(4)
  const of = (part: unknown) => loadGraphModel(part).predict(graphs)
  const networks = json.networks.map(of)
  const gaussian = of(json.process)
  const share = model.networkShare
  model.predict(graphs).forEach((value, row) => {
    const mean = networks.reduce((sum, each) => sum + each[row]!, 0) / 4
    expect(value).toBeCloseTo((1 - share) * gaussian[row]! + share * mean, 9)
  })
  const rows = (json.networks as { heldOutRows: number[] }[]).flatMap(({ heldOutRows }) => heldOutRows)
  expect(new Set(rows).size).toBe(32)
  const errors = model.heldOutErrors()
  const alone = process.load(json.process).heldOutErrors()
  expect(errors.deviations).toEqual(alone.deviations)
  const differs = [...errors.residuals.keys()].filter((row) => errors.residuals[row] !== alone.residuals[row])
  expect(differs.sort()).toEqual(share > 0 ? [...rows].sort() : [])
})

test('saved and loaded, it predicts the same bits', async () => {
  const model = await quick.fit(samples, { seed: 1 })
  const again = quick.load(JSON.parse(JSON.stringify(model)))
  expect(again.predictSpread(graphs)).toEqual(model.predictSpread(graphs))
  expect(again.heldOutErrors()).toEqual(model.heldOutErrors())
})

test('rows that the Gaussian process leaves out are held out by no network', async () => {
  const inputs = [...samples.inputs, ...Array.from({ length: 120 }, () => graphs[0]!)]
  const many = Float64Array.from(inputs, (_, row) => samples.targets[row < 80 ? row : 0]!)
  const model = await quick.fit({ inputs, targets: many }, { seed: 1 })
  const { process: saved, networks } = model.toJSON() as unknown as {
    process: { rows: number[] }
    networks: { heldOutRows: number[] }[]
  }
  expect(saved.rows).toHaveLength(79 + 60)
  const held = networks.flatMap(({ heldOutRows }) => heldOutRows)
  expect(held).toHaveLength(4 * 13)
  expect(saved.rows).toEqual(expect.arrayContaining(held))
  const { residuals } = model.heldOutErrors()
  expect(residuals).toHaveLength(139)
  expect(residuals.every(Number.isFinite)).toBe(true)
})

test('with few rows the Gaussian process stands alone', async () => {
  const few = { inputs: graphs.slice(0, 30), targets: targets.slice(0, 30) }
  const [model, alone] = [await quick.fit(few, { seed: 1 }), await process.fit(few, { seed: 1 })]
  expect(model.predictSpread(graphs)).toEqual(alone.predictSpread(graphs))
  expect(model.heldOutErrors()).toEqual(alone.heldOutErrors())
})

describe('the share of networks', () => {
  const noise = Float64Array.from({ length: 200 }, (_, row) => Math.sin(row * row))
  const other = noise.map((_, row) => Math.cos(1 + row * row * 1.7))
  test('is none where they only err', () => {
    const ofNetworks = noise.map((value) => 3 * value)
    expect(networkShareOf({ ofProcess: noise, ofNetworks })).toBe(0)
  })
  test('is a half where both err alike and apart', () => {
    expect(networkShareOf({ ofProcess: noise, ofNetworks: other })).toBe(0.5)
  })
})

test('progress grows to 1, and cancel ends a fit', async () => {
  const shares: number[] = []
  await quick.fit(samples, { seed: 1, onProgress: (share) => shares.push(share) })
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
  expect(shares.at(-1)).toBe(1)
  const reason = new Error('stop')
  const fit = quick.fit(samples, { seed: 1, signal: AbortSignal.abort(reason) })
  await expect(fit).rejects.toBe(reason)
})

test('wrong settings and samples are refused', async () => {
  expect(() => new GraphEnsemble({ networks: 5, heldOut: 0.2 })).toThrow(RangeError)
  await expect(quick.fit({ inputs: [], targets: Float64Array.of() }, { seed: 1 })).rejects.toThrow(RangeError)
})

test.each([
  ['of another version', { version: 99 }],
  ['of another learner', { learner: 'gcn' }],
  ['without a share', { networkShare: 2 }],
  ['without networks', { networks: null }],
  ['without a process', { process: {} }],
])('a saved model %s is refused', async (_, change) => {
  const few = { inputs: graphs.slice(0, 10), targets: targets.slice(0, 10) }
  const json = { ...(await quick.fit(few, { seed: 1 })).toJSON(), ...change }
  expect(() => quick.load(JSON.parse(JSON.stringify(json)))).toThrow(RangeError)
})

test('the learner follows from the number of rows', () => {
  expect(graphLearnerFor(299).name).toBe('graph-gp')
  expect(graphLearnerFor(300).name).toBe('graph-ensemble')
  expect(graphLearnerFor(2000).name).toBe('graph-ensemble')
  expect(graphLearnerFor(2001).name).toBe('gcn')
  expect(() => loadGraphModel({ learner: 'mlp' })).toThrow('mlp')
  expect(() => loadGraphModel(null)).toThrow(RangeError)
})
