import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contentId } from '../../../../src/architecture/identity.ts'
import type { Matrix } from '../../../../src/prediction/matrix.ts'
import { methodNamed, settingsOf } from '../../../../src/prediction/predictor/methods.ts'
import {
  digestOf,
  loadPredictor,
  savePredictor,
  type About,
} from '../../../../src/prediction/predictor/predictor.ts'
import { randomStream } from '../../../../src/spaces/random.ts'

const random = randomStream(5)
const unit = () => (random.next() >>> 0) / 2 ** 32
const tableOf = (rows: number): Matrix => ({
  rows,
  columns: 3,
  values: Float64Array.from({ length: rows * 3 }, () => 100 * unit()),
})
const inputs = tableOf(80)
const targets = Float64Array.from(
  { length: 80 },
  (_, row) => 1 + inputs.values[3 * row]! * inputs.values[3 * row + 1]!,
)
const others = tableOf(500)

const about = {
  kind: 'tabular',
  learner: 'lasso',
  settings: settingsOf('tabular', 'lasso') as About['settings'],
  seed: 7,
  platformId: 'a'.repeat(64),
  configuration: {
    ...{ runtime: 'tfjs', backend: 'webgpu', threads: 1, fusion: 'on' },
    ...{ selection: 'standard', precision: 'fp32' },
  },
  columns: ['height', 'width', 'channels'],
  training: { digest: digestOf(['b'.repeat(64), 'c'.repeat(64)]), count: 80, spaces: ['synthetic'] },
  trainedAt: '2026-11-21T18:00:00.000Z',
} as const satisfies About

const saved = async (learner: string) => {
  const model = await methodNamed('tabular', learner).fit({ inputs, targets }, { seed: 7 })
  const settings = settingsOf('tabular', learner) as About['settings']
  return { model, ...savePredictor({ about: { ...about, learner, settings }, model }) }
}
const lasso = await saved('lasso')
const changed = (change: (file: Record<string, unknown>) => object) =>
  JSON.stringify(change(JSON.parse(lasso.text) as Record<string, unknown>))
const without = (object: object, part: string) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== part))
/** With the id that its content has: as somebody writes who wants to be read. */
const sealed = (change: (file: Record<string, unknown>) => object) =>
  changed((file) => {
    const rest = without(change(file), 'id')
    return { ...rest, id: contentId(rest) }
  })
/** What it says of itself changed, and sealed. */
const saying = (change: object) =>
  sealed((file) => ({ ...file, about: { ...(file['about'] as object), ...change } }))

function isSame(text: string): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === lasso.text
  } catch {
    return false
  }
}

describe('a saved predictor', () => {
  it.each(['lasso', 'nnls', 'forest', 'boosting'])(
    'of %s predicts the same to the last bit, and says the same of itself',
    async (learner) => {
      const { model, id, text } = await saved(learner)
      const loaded = loadPredictor(text)
      expect(loaded.id).toBe(id)
      expect(loaded.about).toEqual({
        ...about,
        learner,
        settings: settingsOf('tabular', learner),
      })
      expect(loaded.model.predict(others as never)).toEqual(model.predict(others))
      expect(savePredictor(loaded)).toEqual({ id, text })
    },
  )

  it('is named by the hash of all that it says, in whatever order it says it', () => {
    const { id, ...rest } = JSON.parse(lasso.text) as Record<string, unknown>
    expect(id).toBe(lasso.id)
    expect(contentId(rest)).toBe(id)
    const backwards = Object.fromEntries(Object.entries({ id, ...rest }).reverse())
    expect(loadPredictor(JSON.stringify(backwards, null, 2)).id).toBe(id)
  })

  it('says settings without a limit as null', () => {
    expect(settingsOf('tabular', 'forest')).toMatchObject({ trees: 100, maxDepth: null })
  })

  it('names the measurements by a digest that knows no order', () => {
    const [b, c] = ['b'.repeat(64), 'c'.repeat(64)]
    expect(digestOf([c, b, b])).toBe(digestOf([b, c]))
    expect(digestOf([b])).not.toBe(digestOf([c]))
  })
})

describe('a file that is', () => {
  it.each([
    ['empty', '', 'This file is no predictor: it is not JSON.'],
    ['cut off', lasso.text.slice(0, -9), 'This file is no predictor: it is not JSON.'],
    ['null', 'null', 'This file is no predictor.'],
    ['a dataset', readFileSync('tests/fixtures/dataset-v1.json', 'utf8'), 'This file is no predictor.'],
    [
      'of another version',
      changed((file) => ({ ...file, version: 2 })),
      'This predictor has version 2 of the format; this app reads version 1.',
    ],
    [
      'without a version',
      changed((file) => without(file, 'version')),
      'This predictor has version undefined of the format; this app reads version 1.',
    ],
    [
      'of an unknown learner',
      saying({ learner: 'oracle' }),
      'The tabular learner “oracle” is not known to this version.',
    ],
    [
      'of a learner that every object has',
      saying({ learner: 'constructor' }),
      'The tabular learner “constructor” is not known to this version.',
    ],
    ['of an unknown kind', saying({ kind: 'dream' }), /^This predictor is damaged: about.kind: /],
    [
      'of another learner than it says',
      saying({ learner: 'forest' }),
      'This model is of lasso, version 1, not of log-forest, version 1.',
    ],
    [
      'of another version of the learner',
      sealed((file) => ({ ...file, model: { ...(file['model'] as object), version: 9 } })),
      'This model is of lasso, version 9, not of lasso, version 1.',
    ],
    [
      'of tables, and names other columns than it has',
      saying({ columns: ['height'] }),
      'This predictor is damaged: it names 1 columns. The table has 1 columns instead of 3.',
    ],
    ['without a model', changed((file) => without(file, 'model')), /^This predictor is damaged: model: /],
    [
      'with more than it may say',
      sealed((file) => ({ ...file, more: 1 })),
      /^This predictor is damaged: more: /,
    ],
    [
      'with a setting that would reach an object’s prototype',
      lasso.text.replace('"settings":{', '"settings":{"__proto__":1,'),
      /^This predictor is damaged: /,
    ],
    [
      'nested deeper than the stack',
      lasso.text.replace('"model":{', `"model":{"deep":${'['.repeat(50_000)}${']'.repeat(50_000)},`),
      'This predictor is damaged: its content does not fit its id.',
    ],
    [
      'with half of a character',
      lasso.text.replace('"height"', '"\\ud800"'),
      'This predictor is damaged: its content does not fit its id.',
    ],
  ])('%s is refused', (_, text, message) => {
    expect(() => loadPredictor(text)).toThrow(RangeError)
    expect(() => loadPredictor(text)).toThrow(message)
  })

  it('damaged in any one bit is refused', () => {
    const bytes = new TextEncoder().encode(lasso.text)
    for (let place = 0; place < bytes.length; place += 7) {
      const flipped = bytes.slice()
      flipped[place]! ^= 1 << (place % 7)
      const text = new TextDecoder().decode(flipped)
      // 1e-7 and 1E-7 are one number, and so are two that differ in their seventeenth digit.
      if (isSame(text)) expect(loadPredictor(text).id).toBe(lasso.id)
      else expect(() => loadPredictor(text), `bit of byte ${place}`).toThrow(RangeError)
    }
  })

  it('too large is refused before it is read', () => {
    const large = ' '.repeat(128 * 2 ** 20 + 1)
    expect(() => loadPredictor(large)).toThrow(
      'A predictor of 129 MiB is larger than 128 MiB, the most that a file may have.',
    )
  })
})

it('nothing is saved that could not be read', () => {
  const { model } = lasso
  const wrong = { ...about, training: { ...about.training, count: 0 } }
  expect(() => savePredictor({ about: wrong, model })).toThrow('training.count')
  const infinite = {
    ...model,
    predict: () => new Float64Array(),
    toJSON: () => ({ learner: '', version: Infinity }),
  }
  expect(() => savePredictor({ about, model: infinite })).toThrow(RangeError)
})
