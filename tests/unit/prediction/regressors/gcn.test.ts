import { describe, expect, test } from 'vitest'
import { encodeGraph, vocabularyOf } from '../../../../src/prediction/regressors/gcn/encoded-graph.ts'
import { Gcn } from '../../../../src/prediction/regressors/gcn/gcn.ts'
import { gcnShape } from '../../../../src/prediction/regressors/gcn/gcn-shape.ts'
import { knownGraphs as known } from '../../../fixtures/known-graphs.ts'

const quick = new Gcn({ width: 16, depth: 3, epochs: 80 })
const node = (kind: string, inputs: number[], label = kind) => ({ kind, label, isRepeatable: true, inputs })

test('learns a sum of costs, half within 5 % on networks that it never saw, at 300 rows', async () => {
  const { graphs, targets } = known(400)
  const samples = { inputs: graphs.slice(0, 300), targets: targets.slice(0, 300) }
  const model = await new Gcn({ width: 32, epochs: 100 }).fit(samples, { seed: 1 })
  const errors = model.predict(graphs.slice(300)).map((value, row) => Math.abs(value - targets[300 + row]!))
  expect(errors.sort()[50]).toBeLessThan(0.05)
})

test('a row sees itself and each time that its value is a term; the last row sees all', () => {
  const graph = { nodes: [node('a', [0]), node('a', [0], 'a large'), node('a', [0])], output: [0, 1, 1, 3] }
  const vocabulary = vocabularyOf([graph])
  expect(vocabulary).toEqual(['input', 'output', 'whole', 'repeated', 'kind:a', 'label:a large'])
  const { rows, starts, sources, seenStarts, seenBy, codes } = encodeGraph(graph, vocabulary)
  const listsOf = (begin: Int32Array, values: Int32Array) =>
    Array.from({ length: rows }, (_, row) => [...values.slice(begin[row], begin[row + 1])])
  const whole = [0, 1, 2, 3, 4, 5]
  expect(listsOf(starts, sources)).toEqual([[0, 1, 2, 3, 4], [1, 4, 4], [2], [3, 4], [4], whole])
  expect(listsOf(seenStarts, seenBy)).toEqual([
    [0, 5],
    [0, 1, 5],
    [0, 2, 5],
    [0, 3, 5],
    [0, 1, 1, 3, 4, 5],
    [5],
  ])
  // The first operation and the output twice; the third is the first once more.
  expect([...codes.slice(6, 12)]).toEqual([0, 2, 0, 0, 1, 0])
  expect([...codes.slice(18, 24)]).toEqual([0, 1, 0, 1, 1, 0])
})

test('saved and loaded, it predicts the same bits', async () => {
  const { graphs, targets } = known(60)
  const model = await quick.fit({ inputs: graphs.slice(0, 40), targets: targets.slice(0, 40) }, { seed: 1 })
  const again = quick.load(JSON.parse(JSON.stringify(model)))
  expect(again.predictSpread(graphs)).toEqual(model.predictSpread(graphs))
  expect(again.heldOutErrors()).toEqual(model.heldOutErrors())
  expect(again.toJSON()).toEqual(model.toJSON())
})

test('equal seeds give equal models, other seeds others', async () => {
  const { graphs, targets } = known(40)
  const fit = async (seed: number) => JSON.stringify(await quick.fit({ inputs: graphs, targets }, { seed }))
  expect(await fit(3)).toBe(await fit(3))
  expect(await fit(4)).not.toBe(await fit(3))
})

test('rows that are held out are not learnt from', async () => {
  const { graphs, targets } = known(60)
  const held = [3, 14, 15, 59]
  const twisted = targets.map((target, row) => target + (held.includes(row) ? 9 : 0))
  const fit = (values: Float64Array) => quick.fit({ inputs: graphs, targets: values }, { seed: 1 }, held)
  const [model, other] = [await fit(targets), await fit(twisted)]
  expect(model.heldOutRows).toEqual(held)
  expect(model.heldOutErrors().residuals).toHaveLength(4)
  // Nine more is seen of them all, since no prediction leaves the range by far, but nobody learnt it.
  other.heldOutErrors().residuals.forEach((residual) => expect(residual).toBeGreaterThan(4))
})

test('weights count: rows without any may say what they like', async () => {
  const { graphs, targets } = known(60)
  const wrong = targets.map((target, row) => (row % 2 ? target : 0))
  const weights = targets.map((_, row) => row % 2)
  const model = await quick.fit({ inputs: graphs, targets: wrong, weights }, { seed: 1 })
  const errors = model.predict(graphs).map((value, row) => Math.abs(value - targets[row]!))
  expect(errors.sort()[30]).toBeLessThan(0.2)
})

test('one graph of any size is predicted, and few are learnt from', async () => {
  const { graphs, targets } = known(12)
  const model = await quick.fit({ inputs: graphs, targets }, { seed: 1 })
  const chain = (size: number) => ({
    nodes: Array.from({ length: size }, (_, index) => node('avg_pool_3x3', [index])),
    output: [size],
  })
  const sizes = Array.from({ length: 150 }, (_, index) => index + 1)
  const alone = sizes.map((size) => model.predict([chain(size)])[0]!)
  expect(alone).toEqual([...model.predict(sizes.map(chain))])
  const short = new Gcn({ width: 64, depth: 2, epochs: 1 })
  for (const size of sizes.filter((size) => size % 3 === 0))
    await short.fit({ inputs: [chain(size), chain(1)], targets: Float64Array.of(1, 2) }, { seed: 1 })
})

describe('odd tables', () => {
  const some = known(12)
  test('one row is predicted as itself', async () => {
    const [graph] = some.graphs
    const model = await quick.fit({ inputs: [graph!], targets: Float64Array.of(1.5) }, { seed: 1 })
    expect(model.predict([graph!])[0]).toBeCloseTo(1.5, 1)
    expect(model.heldOutErrors().residuals).toHaveLength(1)
  })
  test('equal targets are predicted everywhere', async () => {
    const model = await quick.fit({ inputs: some.graphs, targets: new Float64Array(12).fill(2) }, { seed: 1 })
    model.predict(known(30).graphs).forEach((value) => expect(value).toBeCloseTo(2, 6))
  })
  test('kinds that were never seen are predicted, within the range that was learnt from', async () => {
    const model = await quick.fit({ inputs: some.graphs, targets: some.targets }, { seed: 1 })
    const strange = { nodes: Array.from({ length: 40 }, (_, i) => node('z', [i])), output: [40] }
    const [value] = model.predict([strange])
    const range = Math.max(...some.targets) - Math.min(...some.targets)
    expect(value).toBeGreaterThan(Math.min(...some.targets) - 0.11 * range)
    expect(value).toBeLessThan(Math.max(...some.targets) + 0.11 * range)
  })
  test('a row that is there a hundred times is no harm', async () => {
    const graphs = [...some.graphs, ...Array.from({ length: 99 }, () => some.graphs[0]!)]
    const targets = Float64Array.from(graphs, (_, row) => some.targets[row < 12 ? row : 0]!)
    const model = await quick.fit({ inputs: graphs, targets }, { seed: 1 })
    expect(model.predict([some.graphs[0]!])[0]).toBeCloseTo(some.targets[0]!, 1)
  })
  test.each([
    ['no rows', [], Float64Array.of()],
    ['lengths that differ', some.graphs, Float64Array.of(1)],
    ['NaN', some.graphs.slice(0, 2), Float64Array.of(1, NaN)],
    ['-Infinity, the logarithm of 0', some.graphs.slice(0, 1), Float64Array.of(-Infinity)],
    ['a value that is not there', [{ nodes: [], output: [1] }], Float64Array.of(1)],
  ])('refused: %s', async (_, inputs, targets) => {
    await expect(quick.fit({ inputs, targets }, { seed: 1 })).rejects.toThrow(RangeError)
  })
})

test.each([
  ['width', { width: 60 }],
  ['width', { width: 608 }],
  ['layers', { depth: 1 }],
  ['batch', { batch: 0 }],
  ['epochs', { epochs: -1 }],
  ['share', { heldOut: 1 }],
])('a wrong %s is refused', (name, settings) => {
  expect(() => new Gcn(settings)).toThrow(name)
})

describe('a saved model', () => {
  const { graphs, targets } = known(12)
  test.each([
    ['of another learner', { learner: 'forest' }],
    ['of another version', { version: 99 }],
    ['without parameters', { parameters: undefined }],
    ['with too few parameters', { parameters: [1] }],
    ['with a word among its numbers', { residuals: ['x'] }],
    ['with errors of other rows', { heldOutRows: [] }],
    ['without a spread', { spread: null }],
    ['of a width that steps of eight leave', { width: 7 }],
    ['of a width beyond all', { width: 2 ** 24 }],
    ['of ten million layers', { depth: 1e7 }],
    ['with a range upside down', { lowest: 5, highest: -5 }],
    ['with a spread of 0', { spread: 0 }],
    ['with a word twice', { vocabulary: ['input', 'input'] }],
  ])('%s is refused', async (_, change) => {
    const saved = await new Gcn({ width: 8, depth: 2, epochs: 1 }).fit(
      { inputs: graphs, targets },
      { seed: 1 },
    )
    const json = { ...(JSON.parse(JSON.stringify(saved)) as object), ...change }
    expect(() => quick.load(json)).toThrow(RangeError)
  })
})

test('a saved model is measured before room is made for it, and steps of eight are its width', async () => {
  const { graphs, targets } = known(12)
  const small = new Gcn({ width: 8, depth: 2, epochs: 1 })
  const saved = (await small.fit({ inputs: graphs, targets }, { seed: 1 })).toJSON() as unknown as {
    vocabulary: string[]
  }
  // An array of so many layers would be refused by the engine, in other words.
  expect(() => quick.load({ ...saved, depth: 2 ** 40 })).toThrow('its parts do not fit')
  const { length } = gcnShape(saved.vocabulary.length, 12, 2)
  const uneven = { ...saved, width: 12, parameters: Array<number>(length).fill(0) }
  expect(() => quick.load(uneven)).toThrow('at width')
})

test('cancel ends a fit', async () => {
  const { graphs, targets } = known(300)
  const reason = new Error('stop')
  const controller = new AbortController()
  const shares: number[] = []
  const fit = new Gcn().fit(
    { inputs: graphs, targets },
    { seed: 1, signal: controller.signal, onProgress: (share) => shares.push(share) },
  )
  setTimeout(() => controller.abort(reason), 120)
  await expect(fit).rejects.toBe(reason)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
})
