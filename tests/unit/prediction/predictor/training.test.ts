import { expect, it } from 'vitest'
import { Training, type TrainingRequest } from '../../../../src/prediction/predictor/training.ts'
import { worlds } from '../../../fixtures/prediction/subjects.ts'

const now = '2026-11-21T18:00:00.000Z'
const requestOf = (seed: number, learner = 'lasso'): TrainingRequest<'tabular'> => ({
  ...{ kind: 'tabular', learner, seed, platformId: null, configuration: null, columns: [] },
  training: { digest: null, count: 30, spaces: [] },
  examples: worlds.tabular.examples(30),
})
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
  })
  expect(await training.train(requestOf(1), 'yesterday')).toMatchObject({ ok: false, name: 'RangeError' })
  const fit = training.train({ ...requestOf(1, 'boosting') }, now)
  training.cancel()
  expect(await fit).toEqual({ ok: false, name: 'AbortError', message: 'The training was stopped.' })
})
