import { describe, expect, it } from 'vitest'
import { matrixOf, rowsAt } from '../../../../src/prediction/matrix.ts'
import { NumericGp } from '../../../../src/prediction/regressors/numeric-gp/numeric-gp.ts'
import { NumericGpModel } from '../../../../src/prediction/regressors/numeric-gp/numeric-gp-model.ts'
import { columnScaling } from '../../../../src/prediction/regressors/numeric-gp/numeric-inputs.ts'
import { randomStream, uniform } from '../../../../src/spaces/random.ts'
import golden from '../../../fixtures/prediction/numeric-gp.json' with { type: 'json' }

const learner = new NumericGp()

/** Sizes, one column constant and one that repeats another, and a smooth function of two of them. */
function table(rows: number, seed = 1) {
  const random = randomStream(seed)
  const sizes = Array.from({ length: rows }, () => [uniform(random, 1, 400), uniform(random, 1, 64)] as const)
  return {
    inputs: matrixOf(sizes.map(([a, b]) => [a, b, 7, a])),
    targets: Float64Array.from(sizes, ([a, b]) => Math.log(a) + 0.3 * Math.sin(b / 9)),
  }
}

describe('Gaussian process over tables', { timeout: 60_000 }, () => {
  it('gives the means and deviations of scikit-learn', () => {
    const inputs = matrixOf(golden.inputs)
    const model = new NumericGpModel({
      ...{ inputs, scaling: columnScaling(inputs), centre: golden.centre, scale: golden.scale },
      targets: Float64Array.from(golden.targets, (value) => (value - golden.centre) / golden.scale),
      ...{ kernel: Float64Array.from(golden.parameters), noise: golden.noise },
      noiseRatios: Float64Array.from(golden.ratios),
      newNoiseRatio: 1,
    })
    const { means, deviations } = model.predictSpread(matrixOf(golden.new))
    expect(model.predict(matrixOf(golden.new))).toEqual(means)
    for (const row of golden.new.keys()) {
      expect(means[row]).toBeCloseTo(golden.means[row]!, 9)
      expect(deviations[row]).toBeCloseTo(golden.deviations[row]!, 9)
    }
  })

  it('leaves out each row as if it had never been there', async () => {
    const { inputs, targets } = table(20)
    const whole = await learner.fit({ inputs, targets }, { seed: 1 })
    const state = JSON.parse(JSON.stringify(whole)) as Record<string, unknown[]>
    const { residuals, deviations } = whole.heldOutErrors()
    const kept = [...targets.keys()].slice(1)
    const without = learner.load({
      ...state,
      inputs: { ...rowsAt(inputs, kept), values: [...rowsAt(inputs, kept).values] },
      targets: state['targets']!.slice(1),
      noiseRatios: state['noiseRatios']!.slice(1),
    })
    const spread = without.predictSpread(rowsAt(inputs, [0]))
    expect(targets[0]! - spread.means[0]!).toBeCloseTo(residuals[0]!, 8)
    expect(spread.deviations[0]).toBeCloseTo(deviations[0]!, 8)
  })

  it('learns a smooth function, is surer where it has been, and is the same after saving', async () => {
    const training = table(80)
    const model = await learner.fit(training, { seed: 4 })
    const test = table(40, 2)
    const predicted = model.predict(test.inputs)
    const error = predicted.reduce((sum, value, row) => sum + Math.abs(value - test.targets[row]!), 0) / 40
    expect(error).toBeLessThan(0.02)
    const many = Array.from({ length: 600 }, (_, row) => row % 40)
    expect(model.predict(rowsAt(test.inputs, many))).toEqual(
      Float64Array.from(many, (row) => predicted[row]!),
    )
    const far = matrixOf([[1e6, 5000, 7, 1e6]])
    const near = model.predictSpread(rowsAt(training.inputs, [0])).deviations[0]!
    expect(model.predictSpread(far).deviations[0]).toBeGreaterThan(5 * near)
    const again = await learner.fit(training, { seed: 4 })
    expect(again.predict(test.inputs)).toEqual(predicted)
    const loaded = learner.load(JSON.parse(JSON.stringify(model)))
    expect(loaded.predictSpread(test.inputs)).toEqual(model.predictSpread(test.inputs))
  })

  it('trusts rows that stand for many measurements more', async () => {
    const inputs = matrixOf(Array.from({ length: 12 }, () => [3]))
    const targets = Float64Array.from({ length: 12 }, (_, row) => (row === 0 ? 1 : 0))
    const mean = async (weight: number) => {
      const weights = targets.map((_, row) => (row === 0 ? weight : 1))
      return (await learner.fit({ inputs, targets, weights }, { seed: 1 })).predict(inputs)[0]!
    }
    expect(await mean(20)).toBeGreaterThan((await mean(1)) + 0.1)
  })

  it('learns nothing from rows without weight', async () => {
    const { inputs, targets } = table(60)
    const weights = new Float64Array(60).fill(1).with(7, 0)
    const model = await learner.fit({ inputs, targets: targets.with(7, 1e6), weights }, { seed: 1 })
    const plain = await learner.fit({ inputs, targets: targets.with(7, -3), weights }, { seed: 1 })
    expect(model.predict(inputs)).toEqual(plain.predict(inputs))
    expect(Math.abs(model.predict(inputs)[7]! - targets[7]!)).toBeLessThan(0.1)
    expect(model.heldOutErrors().residuals).toHaveLength(59)
  })

  it('expects of one measurement the noise of one, where rows are means of many', async () => {
    const { inputs, targets } = table(60)
    const noisy = targets.map((target, row) => target + 0.3 * Math.sin(row * row))
    const deviation = async (weight: number) => {
      const weights = new Float64Array(60).fill(weight)
      const model = await learner.fit({ inputs, targets: noisy, weights }, { seed: 1 })
      return model.predictSpread(rowsAt(inputs, [3])).deviations[0]!
    }
    const ratio = (await deviation(50)) / (await deviation(1))
    expect(ratio).toBeGreaterThan(5)
    expect(ratio).toBeLessThan(Math.sqrt(50))
  })

  it('learns from at most so many copies, and predicts no infinite input', async () => {
    const { inputs, targets } = table(12)
    const places = Array.from({ length: 200 }, (_, row) => (row < 12 ? row : 0))
    const copies = {
      inputs: rowsAt(inputs, places),
      targets: Float64Array.from(places, (row) => targets[row]!),
    }
    const model = await learner.fit(copies, { seed: 1 })
    expect(model.heldOutErrors().residuals).toHaveLength(11 + 60)
    expect(() =>
      model.predict(
        matrixOf([
          [1, 2, 7, 1],
          [1, Infinity, 7, 1],
        ]),
      ),
    ).toThrow(new RangeError('Row 1 has Infinity in column 1.'))
  })

  it('takes one row, equal rows, a constant target and missing values', async () => {
    const { inputs, targets } = table(30)
    const one = await learner.fit({ inputs: rowsAt(inputs, [0]), targets: targets.slice(0, 1) }, { seed: 1 })
    expect(one.predict(inputs)[5]).toBeCloseTo(targets[0]!, 9)
    const copies = new Uint8Array(100)
    const same = { inputs: rowsAt(inputs, copies), targets: new Float64Array(100).fill(targets[0]!) }
    expect((await learner.fit(same, { seed: 1 })).predict(inputs)[3]).toBeCloseTo(targets[0]!, 9)
    const flat = await learner.fit({ inputs, targets: targets.map(() => 2) }, { seed: 1 })
    expect(flat.predict(inputs)[7]).toBeCloseTo(2, 9)
    inputs.values[0] = NaN
    const holed = await learner.fit({ inputs, targets }, { seed: 1 })
    const saved = learner.load(JSON.parse(JSON.stringify(holed)))
    expect(holed.predict(inputs).every(Number.isFinite)).toBe(true)
    expect(saved.predict(inputs)).toEqual(holed.predict(inputs))
  })

  it('refuses what it cannot learn from or load, and ends when asked to', async () => {
    const { inputs, targets } = table(30)
    await expect(
      learner.fit({ inputs: matrixOf([]), targets: new Float64Array() }, { seed: 1 }),
    ).rejects.toThrow('no rows')
    await expect(learner.fit({ inputs, targets: targets.with(3, NaN) }, { seed: 1 })).rejects.toThrow('row 3')
    const model = await learner.fit({ inputs, targets }, { seed: 1 })
    expect(() => model.predict(matrixOf([[1, 2]]))).toThrow('2 columns instead of 4')
    const saved = JSON.parse(JSON.stringify(model)) as Record<string, unknown>
    for (const wrong of [
      ...[null, { ...saved, version: 9 }, { ...saved, learner: 'lasso' }, { ...saved, noise: 'much' }],
      ...[
        { ...saved, kernel: [1] },
        { ...saved, targets: [1] },
        ...[{ noise: 0 }, { scale: 0 }, { newNoiseRatio: 0 }].map((part) => ({ ...saved, ...part })),
        ...[{ places: [0, 99] }, { places: [1, 0] }, { deviations: [1, 0] }].map((part) => ({
          ...saved,
          scaling: { ...(saved['scaling'] as object), ...part },
        })),
      ],
    ])
      expect(() => learner.load(wrong)).toThrow(RangeError)
    await expect(
      learner.fit({ inputs, targets }, { seed: 1, signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough')
  })
})
