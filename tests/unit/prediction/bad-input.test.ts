import { afterEach, describe, expect, it, vi } from 'vitest'
import { rowsAt, type Matrix } from '../../../src/prediction/matrix.ts'
import type { KindName } from '../../../src/prediction/predictor/kinds.ts'
import type { FitOptions } from '../../../src/prediction/regressors/regressor.ts'
import { subjects, worlds, type Subject } from '../../fixtures/prediction/subjects.ts'

const upTo = (count: number) => [...Array(count).keys()]
const isFinite = (numbers: Float64Array) => numbers.every((value) => Number.isFinite(value))

afterEach(() => vi.restoreAllMocks())

/** A signal that is aborted at its k-th breath, and how many breaths there were. */
function breaths(last = Infinity): { options: FitOptions; count: () => number } {
  const controller = new AbortController()
  const { signal } = controller
  let count = 0
  signal.throwIfAborted = () => {
    if (++count === last) controller.abort(new Error('enough'))
    AbortSignal.prototype.throwIfAborted.call(signal)
  }
  return { options: { seed: 1, signal }, count: () => count }
}

describe.each(subjects)('$name', { timeout: 60_000 }, ({ kind, method, world }: Subject) => {
  const examples = (count: number) => world.examples(count)
  /** Learns, and predicts what was learnt from. */
  const fitted = async (from: ReturnType<typeof examples>): Promise<Float64Array> => {
    const model = await method.fit(from as never, { seed: 1 })
    return world.numbers(model.predict(world.inputs(from as never) as never) as never)
  }

  it('refuses to learn from nothing', async () => {
    await expect(fitted(examples(0))).rejects.toThrow(RangeError)
    await expect(fitted(examples(0))).rejects.toThrow(/no (rows|kernels|networks)|at least \d+ probes/i)
  })

  it.each([NaN, 0, -3, Infinity])('refuses a latency of %s, and names its row', async (value) => {
    const from = examples(20)
    const wrong = world.withLatencies(from as never, world.latencies(from as never).with(2, value))
    await expect(fitted(wrong)).rejects.toThrow(RangeError)
    await expect(fitted(wrong)).rejects.toThrow(/(row|kernel|network) 2\b/i)
    await expect(fitted(wrong)).rejects.toThrow(`${value}`)
  })

  it('refuses another number of latencies', async () => {
    const from = examples(20)
    const wrong = world.withLatencies(from as never, world.latencies(from as never).subarray(1))
    await expect(fitted(wrong)).rejects.toThrow(RangeError)
  })

  it('knows the one row that it learnt from, or says that it is too few', async () => {
    const one = examples(1)
    if (kind === 'transfer') return expect(fitted(one)).rejects.toThrow('at least 2 probes')
    const predicted = await fitted(one)
    expect(isFinite(predicted)).toBe(true)
    const [latency = 0] = world.latencies(one as never)
    expect(Math.abs(Math.log(predicted[0]! / latency))).toBeLessThan(0.02)
  })

  it('predicts a latency that all have, wherever it is asked', async () => {
    const from = examples(24)
    const flat = world.withLatencies(from as never, new Float64Array(24).fill(7))
    const predicted = await fitted(flat)
    expect(isFinite(predicted)).toBe(true)
    for (const value of predicted.subarray(0, 24)) expect(Math.abs(Math.log(value / 7))).toBeLessThan(0.02)
  })

  it('says the same of equal rows with different latencies, within their range', async () => {
    const from = world.at(examples(24) as never, new Array<number>(24).fill(0))
    const latencies = Float64Array.from(upTo(24), (row) => 1 + (row % 5))
    const predicted = (await fitted(world.withLatencies(from as never, latencies))).subarray(0, 24)
    expect(new Set(predicted).size).toBe(1)
    expect(predicted[0]).toBeGreaterThanOrEqual(1)
    expect(predicted[0]).toBeLessThanOrEqual(5)
  })

  it('takes rows that stand there a hundred times', async () => {
    const few = examples(4)
    const many = world.at(
      few as never,
      upTo(400).map((place) => place % 4),
    )
    const model = await method.fit(many as never, { seed: 1 })
    const predicted = world.numbers(model.predict(world.inputs(few as never) as never) as never)
    const latencies = world.latencies(few as never)
    expect(isFinite(predicted)).toBe(true)
    latencies.forEach((latency, row) =>
      expect(Math.abs(Math.log(predicted[row]! / latency))).toBeLessThan(Math.log(2)),
    )
  })

  it('breathes, stops at every breath, and never again after it', async () => {
    const from = examples(24)
    // A breath takes a second look at the signal where time has passed.
    vi.spyOn(performance, 'now').mockReturnValue(0)
    const whole = breaths()
    await method.fit(from as never, whole.options)
    const last = whole.count()
    expect(last).toBeGreaterThan(0)
    for (const k of new Set(
      [1, 2, 3, last >> 2, last >> 1, last - 1, last].filter((k) => k > 0 && k <= last),
    )) {
      const { options, count } = breaths(k)
      await expect(method.fit(from as never, options), `breath ${k} of ${last}`).rejects.toThrow('enough')
      expect(count()).toBe(k)
    }
  })

  it('does nothing where it was stopped before', async () => {
    const signal = AbortSignal.abort(new Error('not now'))
    await expect(method.fit(examples(40) as never, { seed: 1, signal })).rejects.toThrow('not now')
  })

  it('refuses saved models that are damaged, of another learner or of another version', async () => {
    const model = await method.fit(examples(24) as never, { seed: 1 })
    const saved = JSON.parse(JSON.stringify(model)) as Record<string, unknown>
    const wrong = [null, 7, 'text', {}, [], { ...saved, version: 99 }, { ...saved, learner: 'other' }]
    for (const json of wrong) expect(() => method.load(json)).toThrow(RangeError)
    for (const part of Object.keys(saved)) {
      const rest = Object.fromEntries(Object.entries(saved).filter(([name]) => name !== part))
      expect(() => method.load(rest), `without ${part}`).toThrow(RangeError)
    }
  })

  it('goes through a file without a changed bit', async () => {
    const model = await method.fit(examples(24) as never, { seed: 1 })
    const inputs = world.inputs(examples(60) as never) as never
    const loaded = method.load(JSON.parse(JSON.stringify(model)))
    expect(world.numbers(loaded.predict(inputs) as never)).toEqual(
      world.numbers(model.predict(inputs) as never),
    )
  })

  it('predicts nothing for no rows, or says that there are none', async () => {
    const model = await method.fit(examples(24) as never, { seed: 1 })
    const predicted = () => world.numbers(model.predict(world.inputs(examples(0) as never) as never) as never)
    if (kind === 'transfer') expect(predicted).toThrow(RangeError)
    else expect(predicted()).toHaveLength(0)
  })
})

it('each kind of learner has a world of examples', () => {
  const kinds: KindName[] = ['tabular', 'graph', 'kernels', 'network', 'transfer']
  expect([...new Set(subjects.map(({ kind }) => kind))]).toEqual(kinds)
  expect(Object.keys(worlds)).toEqual(kinds)
})

it('the Gaussian processes and the graph networks are among them', () => {
  const names = subjects.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['tabular gp', 'graph graph-gp', 'graph gcn', 'graph graph-ensemble']),
  )
})

describe.each(subjects.filter(({ kind }) => kind === 'tabular') as Subject<'tabular'>[])(
  'the table of $name',
  { timeout: 60_000 },
  ({ method, world }) => {
    const finite = async (inputs: Matrix, targets: Float64Array) => {
      const model = await method.fit({ inputs, targets }, { seed: 1 })
      expect(isFinite(model.predict(inputs))).toBe(true)
      return model
    }

    it('may have missing values, whole columns and whole rows of them, also where it predicts', async () => {
      const { inputs, targets } = world.examples(60)
      const gaps = inputs.values.map((value, place) =>
        place % 3 === 2 || place < 3 || place % 7 === 3 ? NaN : value,
      )
      const model = await finite({ ...inputs, values: gaps }, targets)
      expect(isFinite(model.predict({ rows: 1, columns: 3, values: new Float64Array(3).fill(NaN) }))).toBe(
        true,
      )
      await finite({ ...inputs, values: gaps.fill(NaN) }, targets)
    })

    it('may have more columns than rows, and none', async () => {
      const { inputs, targets } = world.examples(200)
      await finite({ rows: 6, columns: 100, values: inputs.values }, targets.subarray(0, 6))
      await finite({ rows: 6, columns: 0, values: new Float64Array() }, targets.subarray(0, 6))
    })

    it('may have numbers as large and as small as there are', async () => {
      const { inputs, targets } = world.examples(30)
      const values = inputs.values.slice()
      values.set([1e300, -1e300, 1e-300, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE], 6)
      await finite({ ...inputs, values }, targets)
      await finite(inputs, targets.with(3, 1e12).with(4, 1e-12))
    })

    it('has to have values for all its rows, and none that are infinite', async () => {
      const { inputs, targets } = world.examples(20)
      const fit = (values: Float64Array) =>
        method.fit({ inputs: { ...inputs, values }, targets }, { seed: 1 })
      await expect(fit(inputs.values.subarray(1))).rejects.toThrow('20 rows of 3 columns are not 59 values')
      await expect(fit(inputs.values.with(4, -Infinity))).rejects.toThrow('Row 1 has -Infinity in column 1')
    })

    it('has the columns that were learnt from wherever it is predicted from', async () => {
      const { inputs, targets } = world.examples(20)
      const model = await method.fit({ inputs, targets }, { seed: 1 })
      const narrow = { rows: 2, columns: 2, values: new Float64Array(4) }
      expect(() => model.predict(narrow)).toThrow(new RangeError('The table has 2 columns instead of 3.'))
      expect(model.predict(rowsAt(inputs, []))).toHaveLength(0)
      const infinite = { ...inputs, values: inputs.values.with(4, Infinity) }
      expect(() => model.predict(infinite)).toThrow(new RangeError('Row 1 has Infinity in column 1.'))
    })
  },
)
