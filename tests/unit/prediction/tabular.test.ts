import { describe, expect, it } from 'vitest'
import { matrixOf, rowsAt, type Matrix } from '../../../src/prediction/matrix.ts'
import { LogTarget } from '../../../src/prediction/log-target.ts'
import { Mlp } from '../../../src/prediction/regressors/mlp/mlp.ts'
import { tabularLearners, type TabularName } from '../../../src/prediction/regressors/tabular.ts'
import type { Samples } from '../../../src/prediction/regressors/regressor.ts'
import { randomStream } from '../../../src/spaces/random.ts'

const names = Object.keys(tabularLearners) as TabularName[]
/** As they stand, but for fewer epochs. */
const learners = { ...tabularLearners, mlp: () => new LogTarget(new Mlp({ epochs: 60, learningRate: 3e-3 })) }

/** Kernels of made-up sizes; time is a launch plus work, never 0. */
function kernels(rows: number, seed = 1): Samples<Matrix> {
  const random = randomStream(seed)
  const unit = () => (random.next() >>> 0) / 2 ** 32
  const table = Array.from({ length: rows }, () => [
    2 ** (10 * unit()),
    2 ** (8 * unit()),
    Math.floor(4 * unit()),
  ])
  const targets = table.map(([a = 0, b = 0, c = 0]) => 5 + 0.3 * a + 0.1 * b + 2 * c)
  return { inputs: matrixOf(table), targets: Float64Array.from(targets) }
}
const meanError = (predicted: Float64Array, targets: Float64Array) =>
  predicted.reduce((sum, value, row) => sum + Math.abs(value / targets[row]! - 1), 0) / targets.length

describe.each(names)('%s', { timeout: 60_000 }, (name) => {
  const learner = learners[name]()

  it('learns, the same twice, and bit for bit the same after saving', async () => {
    const samples = kernels(300)
    const test = kernels(200, 2)
    const shares: number[] = []
    const model = await learner.fit(samples, { seed: 3, onProgress: (share) => shares.push(share) })
    const predicted = model.predict(test.inputs)
    expect(meanError(predicted, test.targets)).toBeLessThan(0.1)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
    const again = await learners[name]().fit(samples, { seed: 3 })
    expect(again.predict(test.inputs)).toEqual(predicted)
    const loaded = learner.load(JSON.parse(JSON.stringify(model)))
    expect(loaded.predict(test.inputs)).toEqual(predicted)
  })

  it('refuses what it cannot learn from', async () => {
    const { inputs, targets } = kernels(5)
    const fit = (samples: Samples<Matrix>) => learner.fit(samples, { seed: 1 })
    const none = { inputs: rowsAt(inputs, []), targets: new Float64Array() }
    await expect(fit(none)).rejects.toThrow('no rows')
    await expect(fit({ inputs, targets: targets.subarray(1) })).rejects.toThrow(RangeError)
    await expect(fit({ inputs, targets: targets.with(2, NaN) })).rejects.toThrow('row 2')
    await expect(fit({ inputs, targets: targets.with(2, 0) })).rejects.toThrow('row 2')
    await expect(fit({ inputs, targets, weights: new Float64Array(5) })).rejects.toThrow('weight')
    await expect(fit({ inputs, targets, weights: targets.with(1, -1) })).rejects.toThrow('weight of row 1')
    const infinite = { ...inputs, values: inputs.values.with(4, Infinity) }
    await expect(fit({ inputs: infinite, targets })).rejects.toThrow('Row 1 has Infinity in column 1')
  })

  it('takes one row, a constant target, constant columns and more columns than rows', async () => {
    const one = kernels(1)
    const ofOne = await learner.fit(one, { seed: 1 })
    // Coefficients may run through one point in many ways; all of them meet it.
    expect(meanError(ofOne.predict(one.inputs), one.targets)).toBeLessThan(1e-6)
    const constant = { inputs: kernels(30).inputs, targets: new Float64Array(30).fill(7) }
    const flat = await learner.fit(constant, { seed: 1 })
    flat.predict(constant.inputs).forEach((value) => expect(value).toBeCloseTo(7, 6))
    const same = { inputs: matrixOf(Array.from({ length: 40 }, () => [3, 0])), targets: kernels(40).targets }
    const predicted = (await learner.fit(same, { seed: 1 })).predict(same.inputs)
    expect(new Set(predicted).size).toBe(1)
    expect(Number.isFinite(predicted[0])).toBe(true)
    const wide = {
      inputs: { rows: 6, columns: 40, values: kernels(80).inputs.values },
      targets: kernels(6).targets,
    }
    expect((await learner.fit(wide, { seed: 1 })).predict(wide.inputs).every(Number.isFinite)).toBe(true)
  })

  it('takes rows that stand there a hundred times', async () => {
    const { inputs, targets } = kernels(8)
    const places = Array.from({ length: 800 }, (_, index) => index % 8)
    const many = {
      inputs: rowsAt(inputs, places),
      targets: Float64Array.from(places, (row) => targets[row]!),
    }
    const model = await learner.fit(many, { seed: 1 })
    expect(meanError(model.predict(inputs), targets)).toBeLessThan(0.35)
  })

  it('refuses saved models that are damaged, of another learner or another version', async () => {
    const saved = JSON.parse(JSON.stringify(await learner.fit(kernels(30), { seed: 1 }))) as Record<
      string,
      unknown
    >
    for (const wrong of [null, 7, {}, [], { ...saved, version: 99 }, { ...saved, learner: 'other' }])
      expect(() => learner.load(wrong)).toThrow(RangeError)
    const inside = (saved.inside ?? saved) as Record<string, unknown>
    for (const [part, value] of Object.entries(inside)) {
      if (!Array.isArray(value)) continue
      const damaged = { ...inside, [part]: [...(value as number[]), null] }
      expect(() => learner.load('inside' in saved ? { ...saved, inside: damaged } : damaged)).toThrow(
        RangeError,
      )
    }
  })
})
