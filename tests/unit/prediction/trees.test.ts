import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matrixOf } from '../../../src/prediction/matrix.ts'
import { LogTarget } from '../../../src/prediction/log-target.ts'
import { binsOf, codedTable } from '../../../src/prediction/regressors/trees/binning.ts'
import { BoostedTrees } from '../../../src/prediction/regressors/trees/boosting.ts'
import { weightedMedian } from '../../../src/prediction/regressors/trees/loss.ts'
import { RandomForest } from '../../../src/prediction/regressors/trees/forest.ts'
import { randomStream } from '../../../src/spaces/random.ts'

const random = randomStream(8)
const unit = () => (random.next() >>> 0) / 2 ** 32

describe('binning', () => {
  const value = fc.oneof(
    fc.double({ noDefaultInfinity: true }),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(NaN, 0, -0, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE),
  )
  it('keeps the order of values, and bins learn what predictions will ask', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 20 }),
        (values, most) => {
          const table = matrixOf(values.map((one) => [one]))
          const bins = binsOf(table, most)
          const { binsByColumn, codes, stride, hasMissing } = codedTable(bins, table)
          const edges = bins.edges[0]!
          expect(edges.length).toBeLessThan(most)
          expect(Array.from(edges)).toEqual(Array.from(edges).toSorted((a, b) => a - b))
          expect(hasMissing[0]).toBe(values.some(Number.isNaN) ? 1 : 0)
          values.forEach((one, row) => {
            const bin = binsByColumn[row]!
            expect(codes[row * stride]).toBe(bin)
            if (Number.isNaN(one)) expect(bin).toBe(edges.length + 1)
            else edges.forEach((edge, index) => expect(bin <= index).toBe(one <= edge))
          })
          const distinct = new Set(values.filter((one) => !Number.isNaN(one)).map((one) => one + 0))
          if (distinct.size <= most && distinct.size > 0) expect(edges.length).toBe(distinct.size - 1)
        },
      ),
    )
  })

  it('refuses what 8 bits cannot hold', () => {
    expect(() => binsOf(matrixOf([[1]]), 256)).toThrow('2 to 255')
    expect(() => binsOf(matrixOf([[1]]), 1)).toThrow(RangeError)
  })
})

it('a forest without bootstrap repeats distinct rows to the last digit that sums keep', async () => {
  const inputs = matrixOf(Array.from({ length: 120 }, () => [unit(), unit()]))
  const targets = Float64Array.from({ length: 120 }, unit)
  const model = await new RandomForest({ trees: 2, hasBootstrap: false }).fit(
    { inputs, targets },
    { seed: 1 },
  )
  model.predict(inputs).forEach((value, row) => expect(value).toBeCloseTo(targets[row]!, 12))
})

it('weights and repeated rows are the same', async () => {
  const rows = Array.from({ length: 60 }, () => [unit(), unit()])
  const targets = rows.map(([a = 0, b = 0]) => a * b)
  const settings = { trees: 20, rowShare: 1, columnShare: 1, lambda: 0, minChildWeight: 0 }
  const twice = rows.map((_, row) => 1 + (row % 2))
  const repeated = rows.flatMap((_, row) => new Array<number>(twice[row]!).fill(row))
  const weighted = await new BoostedTrees(settings).fit(
    { inputs: matrixOf(rows), targets: Float64Array.from(targets), weights: Float64Array.from(twice) },
    { seed: 1 },
  )
  const plain = await new BoostedTrees(settings).fit(
    {
      inputs: matrixOf(repeated.map((row) => rows[row]!)),
      targets: Float64Array.from(repeated, (row) => targets[row]!),
    },
    { seed: 1 },
  )
  const [a, b] = [weighted.predict(matrixOf(rows)), plain.predict(matrixOf(rows))]
  a.forEach((value, row) => expect(value).toBeCloseTo(b[row]!, 6))
})

it('monotone constraints hold everywhere, also with leaves at medians', async () => {
  const rows = Array.from({ length: 300 }, () => [unit(), unit()])
  const targets = Float64Array.from(rows, ([a = 0, b = 0]) => 1 + Math.sin(9 * a) - b + 0.3 * unit())
  for (const loss of ['squared', 'absolute', 'relative', 'relativeSquared'] as const) {
    const learner = new BoostedTrees({ loss, trees: 60, learningRate: 0.2, monotone: [1, -1] })
    const model = await learner.fit({ inputs: matrixOf(rows), targets }, { seed: 1 })
    const along = (column: number) =>
      model.predict(
        matrixOf(
          Array.from({ length: 50 }, (_, step) => (column === 0 ? [step / 49, 0.4] : [0.6, step / 49])),
        ),
      )
    const [rising, falling] = [along(0), along(1)]
    for (let step = 1; step < 50; step++) {
      expect(rising[step]! - rising[step - 1]!).toBeGreaterThanOrEqual(-1e-12)
      expect(falling[step]! - falling[step - 1]!).toBeLessThanOrEqual(1e-12)
    }
  }
})

it('each loss is smallest for the trees that learnt it', async () => {
  const rows = Array.from({ length: 400 }, () => [unit(), unit()])
  const targets = Float64Array.from(
    rows,
    ([a = 0, b = 0]) => (1 + 20 * a * b) * (unit() < 0.1 ? 5 : 1 + 0.1 * unit()),
  )
  const inputs = matrixOf(rows)
  const errors = async (loss: 'squared' | 'absolute' | 'relative') => {
    const learner = new BoostedTrees({ loss, trees: 40, maxDepth: 3, learningRate: 0.1 })
    const predicted = (await learner.fit({ inputs, targets }, { seed: 1 })).predict(inputs)
    const each = predicted.map((value, row) => Math.abs(value - targets[row]!))
    return {
      squared: each.reduce((sum, error) => sum + error * error, 0),
      absolute: each.reduce((sum, error) => sum + error, 0),
      relative: each.reduce((sum, error, row) => sum + error / targets[row]!, 0),
    }
  }
  const [squared, absolute, relative] = [
    await errors('squared'),
    await errors('absolute'),
    await errors('relative'),
  ]
  expect(squared.squared).toBeLessThan(Math.min(absolute.squared, relative.squared))
  expect(absolute.absolute).toBeLessThan(Math.min(squared.absolute, relative.absolute))
  expect(relative.relative).toBeLessThan(Math.min(squared.relative, absolute.relative))
})

it('squares of relative errors are squares with weights over the square of the target', async () => {
  const inputs = matrixOf(Array.from({ length: 200 }, () => [unit(), unit()]))
  const targets = Float64Array.from({ length: 200 }, (_, row) => 0.1 + 5 * inputs.values[2 * row]! ** 3)
  const settings = { trees: 30, maxDepth: 3 }
  const relative = await new BoostedTrees({ ...settings, loss: 'relativeSquared' }).fit(
    { inputs, targets },
    { seed: 1 },
  )
  const weights = targets.map((target) => 1 / target ** 2)
  const weighted = await new BoostedTrees(settings).fit({ inputs, targets, weights }, { seed: 1 })
  const plain = await new BoostedTrees(settings).fit({ inputs, targets }, { seed: 1 })
  const shares = (predicted: Float64Array) =>
    predicted.reduce((sum, value, row) => sum + (value / targets[row]! - 1) ** 2, 0)
  expect(relative.predict(inputs)).toEqual(weighted.predict(inputs))
  expect(shares(relative.predict(inputs))).toBeLessThan(shares(plain.predict(inputs)))
})

it('stops early on rows held back, and learns nothing from noise', async () => {
  const inputs = matrixOf(Array.from({ length: 400 }, () => [unit(), unit()]))
  const noise = Float64Array.from({ length: 400 }, unit)
  const settings = { trees: 300, validationShare: 0.25, patience: 10 }
  const ofNoise = await new BoostedTrees(settings).fit({ inputs, targets: noise }, { seed: 1 })
  expect(ofNoise.trees).toBeLessThan(60)
  const clear = noise.map((_, row) => inputs.values[2 * row]!)
  const ofClear = await new BoostedTrees(settings).fit({ inputs, targets: clear }, { seed: 1 })
  expect(ofClear.trees).toBeGreaterThan(60)
})

it('importance names the column that says everything', async () => {
  const inputs = matrixOf(Array.from({ length: 200 }, () => [unit(), unit(), unit()]))
  const targets = Float64Array.from({ length: 200 }, (_, row) => inputs.values[3 * row + 1]!)
  for (const learner of [new BoostedTrees({ columnShare: 1 }), new RandomForest()]) {
    const { importance } = await learner.fit({ inputs, targets }, { seed: 1 })
    expect(importance[1]).toBeGreaterThan(0.95)
    expect(importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  }
})

it.each([{ trees: 1.5 }, { bag: 0 }, { learningRate: 0 }, { rowShare: 1.1 }, { validationShare: 1 }])(
  'refuses settings out of range: %j',
  (settings) => {
    expect(() => new BoostedTrees(settings)).toThrow(RangeError)
  },
)

it('refuses monotone directions for other columns', async () => {
  const samples = { inputs: matrixOf([[1], [2]]), targets: Float64Array.of(1, 2) }
  await expect(new BoostedTrees({ monotone: [1, 1] }).fit(samples, { seed: 1 })).rejects.toThrow('2 monotone')
})

it('the weighted median splits the weight', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 4 })), { minLength: 1 }),
      (rows) => {
        const repeated = rows
          .flatMap(([value, weight]) => new Array<number>(weight).fill(value))
          .sort((a, b) => a - b)
        const half = repeated.length >> 1
        const wanted =
          repeated.length % 2 === 1 ? repeated[half]! : (repeated[half - 1]! + repeated[half]!) / 2
        const [values, weights] = [rows.map(([value]) => value), rows.map(([, weight]) => weight)]
        expect(weightedMedian(Float64Array.from(values), Float64Array.from(weights))).toBe(wanted)
      },
    ),
  )
})

describe('logarithmic target', () => {
  const samples = { inputs: matrixOf([[1], [2], [3], [4]]), targets: Float64Array.of(1, 10, 100, 1000) }

  it('is learnt by ratio, and held to the range it may reach', async () => {
    const twice = {
      ...new RandomForest(),
      name: 'twice',
      fit: () =>
        Promise.resolve({
          predict: () => Float64Array.of(-99, 99),
          toJSON: () => ({ learner: '', version: 1 }),
        }),
      load: () => {
        throw new RangeError()
      },
    }
    const held = await new LogTarget(twice, { reach: 2 }).fit(samples, { seed: 1 })
    expect(Array.from(held.predict(samples.inputs))).toEqual([0.5, 2000])
    const free = await new LogTarget(twice).fit(samples, { seed: 1 })
    expect(Array.from(free.predict(samples.inputs))).toEqual([Math.exp(-99), Math.exp(99)])
  })

  it.each([0, -3, NaN])('refuses a latency of %s', async (value) => {
    const wrong = { ...samples, targets: samples.targets.with(1, value) }
    await expect(new LogTarget(new RandomForest()).fit(wrong, { seed: 1 })).rejects.toThrow('row 1')
  })

  it('refuses a reach below 1', () => {
    expect(() => new LogTarget(new RandomForest(), { reach: 0.5 })).toThrow(RangeError)
  })
})
