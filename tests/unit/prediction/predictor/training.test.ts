import { afterEach, expect, it, vi } from 'vitest'
import { NotPositiveDefinite } from '../../../../src/prediction/linear-algebra/cholesky.ts'
import { checkedModel, computed } from '../../../../src/prediction/predictor/checked-model.ts'
import { exampleCounts, partsOf, wholeOf } from '../../../../src/prediction/predictor/examples.ts'
import type { KindName } from '../../../../src/prediction/predictor/kinds.ts'
import { Training, type TrainingRequest } from '../../../../src/prediction/predictor/training.ts'
import { RandomForest } from '../../../../src/prediction/regressors/trees/forest.ts'
import { worlds } from '../../../fixtures/prediction/subjects.ts'

const now = '2026-11-21T18:00:00.000Z'
const requestOf = (seed: number, learner = 'lasso'): TrainingRequest<'tabular'> => ({
  ...{ kind: 'tabular', learner, seed, platformId: null, configuration: null, columns: ['a', 'b', 'c'] },
  training: { digest: null, count: 30, spaces: [] },
  examples: worlds.tabular.examples(30),
})
afterEach(() => vi.restoreAllMocks())

const { inputs } = worlds.tabular.examples(5)

it('answers with a file that another one reads, and predicts the same', async () => {
  const [one, other] = [new Training(), new Training()]
  const made = await one.train(requestOf(1), now)
  if (!made.ok) throw new Error(made.message)
  const { id, file } = made.value
  expect(await other.predict(id, inputs)).toMatchObject({ ok: false, name: 'RangeError' })
  expect(await other.load(file)).toEqual({ ok: true, value: id })
  expect(await other.predict(id, inputs)).toEqual(await one.predict(id, inputs))
  expect(await other.load(file.slice(2))).toMatchObject({ ok: false, name: 'RangeError' })
})

it('keeps the latest predictors, and lets the others go', async () => {
  const training = new Training()
  const ids: string[] = []
  for (let seed = 1; seed <= 5; seed++) {
    const made = await training.train(requestOf(seed), now)
    ids.push(made.ok ? made.value.id : '')
  }
  expect(ids.map((id) => training.has(id))).toEqual([false, true, true, true, true])
})

it('says why there is no predictor, as a value', async () => {
  const training = new Training()
  expect(await training.train(requestOf(1, 'oracle'), now)).toEqual({
    ok: false,
    name: 'RangeError',
    message: 'The tabular learner “oracle” is not known to this version.',
    isRange: true,
  })
  expect(await training.train(requestOf(1), 'yesterday')).toMatchObject({ ok: false, name: 'RangeError' })
  const fit = training.train({ ...requestOf(1, 'boosting') }, now)
  training.cancel()
  expect(await fit).toEqual({
    ...{ ok: false, name: 'AbortError', message: 'The training was stopped.', isRange: false },
  })
})

it('says what is wrong with a request before it learns anything', async () => {
  const fit = vi.spyOn(RandomForest.prototype, 'fit')
  const training = new Training()
  const good = requestOf(1, 'forest')
  const wrong: [object, string, RegExp][] = [
    [{ seed: -1 }, now, /^seed: /],
    [{ kind: 'dream' }, now, /^kind: /],
    [{ kind: '__proto__' }, now, /^kind: /],
    [{ training: { ...good.training, count: 0 } }, now, /^training.count: /],
    [{ training: { ...good.training, count: 5 } }, now, /^There are 30 examples, not 5\.$/],
    [{ columns: ['a'.repeat(5000), 'b', 'c'] }, now, /^columns/],
    [{ columns: ['a'] }, now, /^The table has 3 columns, and 1 have names\.$/],
    [{}, 'yesterday', /^trainedAt: /],
    [
      { examples: { ...good.examples, inputs: { ...good.examples.inputs, rows: 100 } } },
      now,
      /^100 rows of 3 columns are not 90 values\.$/,
    ],
  ]
  for (const [change, time, message] of wrong) {
    const answer = await training.train({ ...good, ...change } as never, time)
    expect(answer).toMatchObject({ ok: false, name: 'RangeError', isRange: true })
    expect(answer.ok ? '' : answer.message).toMatch(message)
  }
  expect(fit).not.toHaveBeenCalled()
  const { inputs, targets } = worlds.transfer.examples(10).probes
  const named = { ...good, kind: 'transfer', learner: 'transfer', examples: { inputs, targets } }
  expect(await training.train(named as never, now)).toMatchObject({
    message: 'Columns have names in tables alone, not where a transfer is learnt.',
  })
  expect(await training.train(good, now)).toMatchObject({ ok: true })
  expect(fit).toHaveBeenCalledOnce()
})

it('trains one at a time, so that a cancel is never lost', async () => {
  const training = new Training()
  const first = training.train(requestOf(1, 'boosting'), now)
  expect(await training.train(requestOf(2), now)).toMatchObject({
    ...{ ok: false, isRange: false, message: 'Another training is under way.' },
  })
  training.cancel()
  expect(await first).toMatchObject({ name: 'AbortError' })
  expect(await training.train(requestOf(2), now)).toMatchObject({ ok: true })
})

it('lets the predictor go that was used least lately', async () => {
  const training = new Training()
  const ids: string[] = []
  for (let seed = 1; seed <= 5; seed++) {
    const made = await training.train(requestOf(seed), now)
    ids.push(made.ok ? made.value.id : '')
    await training.predict(ids[0]!, inputs)
  }
  expect(ids.map((id) => training.has(id))).toEqual([true, false, true, true, true])
})

it('refuses a table to predict whose values do not fit its rows', async () => {
  const training = new Training()
  const made = await training.train(requestOf(1), now)
  const id = made.ok ? made.value.id : ''
  for (const table of [
    { rows: 5, columns: 3, values: new Float64Array(3) },
    { rows: 1, columns: 3, values: [1, 2, 3] },
  ])
    expect(await training.predict(id, table as never)).toMatchObject({
      message: `${table.rows} rows of 3 columns are not 3 values.`,
    })
})

it('gives no prediction that is no latency', () => {
  const says = (...numbers: number[]) => ({
    predict: () => Float64Array.from(numbers) as never,
    toJSON: never,
  })
  const never = () => ({ learner: '', version: 1 })
  const table = worlds.tabular.examples(1).inputs
  for (const wrong of [NaN, Infinity, 0, -1]) {
    const model = checkedModel('tabular', 'forest', says(1, wrong))
    expect(() => model.predict(table)).toThrow(RangeError)
    expect(() => model.predict(table)).toThrow(`This predictor says ${wrong}, which is no latency`)
  }
  expect(checkedModel('tabular', 'lasso', says(-1)).predict(table)).toEqual(Float64Array.of(-1))
  expect(() => checkedModel('tabular', 'lasso', says(NaN)).predict(table)).toThrow('says NaN')
  const kernels = { times: [1], lower: [0.5], upper: [Infinity], basis: [] }
  const ofKernels = { predict: () => kernels as never, toJSON: never }
  expect(() => checkedModel('kernels', 'kernel-model', ofKernels).predict([])).toThrow('says Infinity')
  const networks = [{ latencyMs: 1, lowerMs: NaN, upperMs: 2 }]
  const ofNetworks = { predict: () => networks as never, toJSON: never }
  expect(() => checkedModel('network', 'network-model', ofNetworks).predict([])).toThrow('says NaN')
})

it('says nothing of matrices', async () => {
  const wrong = () => {
    throw new NotPositiveDefinite('Column 0 of a matrix makes it not positive definite.')
  }
  expect(() => computed(wrong, 'A sentence.')).toThrow(new RangeError('A sentence.'))
  vi.spyOn(RandomForest.prototype, 'fit').mockImplementation(wrong)
  expect(await new Training().train(requestOf(1, 'forest'), now)).toMatchObject({
    ...{
      ok: false,
      name: 'RangeError',
      isRange: true,
      message: expect.stringMatching(/^The numbers of these/),
    },
  })
})

it('learns the same from examples that come part by part', async () => {
  for (const kind of ['kernels', 'network', 'tabular', 'graph', 'transfer'] as const) {
    const examples = worlds[kind].examples(60)
    const parts = [...partsOf<KindName>(kind, examples)]
    expect(wholeOf<KindName>(kind, parts)).toEqual(examples)
  }
  const kernels = worlds.kernels.examples(2500)
  const parts = [...partsOf('kernels', kernels)]
  expect(parts.map(({ works, times }) => [works.length, times.length])).toEqual([
    ...[0, 1].map(() => [1000, 1000]),
    [500, 500],
  ])
  expect(wholeOf('kernels', parts)).toEqual(kernels)
  const uneven = { ...kernels, times: new Float64Array(2700) }
  expect(wholeOf('kernels', [...partsOf('kernels', uneven)])).toEqual(uneven)
  const network = worlds.network.examples(1)[0]!
  const networks = Array.from({ length: 900 }, () => network)
  const some = [...partsOf('network', networks)]
  expect(some.length).toBeGreaterThan(3)
  expect(wholeOf('network', some)).toHaveLength(900)
  expect([...partsOf('network', [])]).toEqual([[]])
  expect(exampleCounts.kernels(kernels)).toBe(2500)

  const [whole, taken] = [new Training(), new Training()]
  const request = requestOf(1)
  taken.take(worlds.tabular.examples(3), true)
  taken.take(request.examples, true)
  const answers = [await whole.train(request, now), await taken.train({ ...request, examples: null }, now)]
  expect(answers[1]).toEqual(answers[0])
  expect(await taken.train({ ...request, examples: null }, now)).toMatchObject({
    message: 'There are no examples to learn from.',
  })
})
