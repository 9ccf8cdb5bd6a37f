import { describe, expect, test } from 'vitest'
import { intervalDeviations } from '../../../../src/prediction/interval.ts'
import { matrixOf, rowsAt } from '../../../../src/prediction/matrix.ts'
import { spearman } from '../../../../src/prediction/rank-correlation.ts'
import { learnBasis, placed } from '../../../../src/prediction/transfer/device-basis.ts'
import {
  seenElsewhere,
  type NetworksElsewhere,
} from '../../../../src/prediction/transfer/networks-elsewhere.ts'
import { chooseProbes } from '../../../../src/prediction/transfer/probes.ts'
import { symmetricEigen } from '../../../../src/prediction/transfer/symmetric-eigen.ts'
import { Transfer } from '../../../../src/prediction/transfer/transfer.ts'
import { randomStream, uniform } from '../../../../src/spaces/random.ts'

const random = randomStream(7)
const number = () => uniform(random, -1000, 1000) / 1000
/** Networks with three hidden amounts of work. */
const work = Array.from({ length: 200 }, () => [number(), number(), number()])
/** Latencies of a device to which the amounts matter by `costs`, with noise. */
const logsOf = (costs: readonly number[], noise = 0.01) =>
  Float64Array.from(
    work,
    (amounts) => 2 + amounts.reduce((sum, amount, k) => sum + amount * (costs[k] ?? 0), 0) + noise * number(),
  )
const known = [
  [1, 0.2, 0],
  [0.8, 0.6, 0.1],
  [0.5, 1, -0.1],
  [1, 0.9, 0],
].map((costs) => logsOf(costs))
const networks: NetworksElsewhere = {
  logLatencies: matrixOf(work.map((_, row) => known.map((column) => column[row]!))),
  features: matrixOf(work),
}
const at = (places: readonly number[]): NetworksElsewhere => ({
  logLatencies: rowsAt(networks.logLatencies, places),
  features: rowsAt(networks.features, places),
})
const basis = learnBasis(networks)
const target = logsOf([0.7, 0.8, 0])
const probes = chooseProbes(placed(basis, networks), 10, 0)
const fit = (logs: Float64Array, places: readonly number[] = probes, signal?: AbortSignal) =>
  new Transfer(basis).fit(
    { inputs: at(places), targets: Float64Array.from(places, (place) => logs[place]!) },
    { seed: 0, ...(signal ? { signal } : {}) },
  )

describe('a new platform', () => {
  test('is predicted from ten probes where it is a mixture of known ones', async () => {
    const model = await fit(target)
    const { means, deviations } = model.predictSpread(networks)
    expect(spearman(means, target)).toBeGreaterThan(0.99)
    const width = intervalDeviations(model.heldOutErrors())
    const covered = means.filter((mean, row) => Math.abs(target[row]! - mean) <= width * deviations[row]!)
    expect(covered.length / means.length).toBeGreaterThan(0.85)
  })

  test('is predicted better than any known platform does where features tell what those do not', async () => {
    const strange = logsOf([0.6, 0.4, 0.5])
    const means = (await fit(strange)).predict(networks)
    const best = Math.max(...known.map((column) => spearman(column, strange)))
    expect(spearman(means, strange)).toBeGreaterThan(best + 0.05)
  })

  test('has weights near those of a platform that is like it', async () => {
    const weights = async (costs: readonly number[]) => (await fit(logsOf(costs))).weights
    const [own, alike, other] = await Promise.all([
      weights([1, 0.2, 0]),
      weights([0.95, 0.25, 0]),
      weights([0.2, 1, 0]),
    ])
    const distance = (a: readonly number[], b: readonly number[]) =>
      Math.hypot(...a.map((value, k) => value - b[k]!))
    expect(distance(own!, alike!)).toBeLessThan(distance(own!, other!) / 3)
  })

  test('gives the same numbers again, fitted twice or saved and loaded', async () => {
    const model = await fit(target)
    const loaded = new Transfer(basis).load(JSON.parse(JSON.stringify(model)))
    for (const other of [loaded, await fit(target)]) {
      expect(other.predictSpread(networks)).toEqual(model.predictSpread(networks))
      expect(other.heldOutErrors()).toEqual(model.heldOutErrors())
    }
  })

  test('takes two probes, and probes that all take the same time', async () => {
    const level = new Float64Array(target.length).fill(1)
    for (const [logs, places] of [
      [target, probes.slice(0, 2)],
      [level, probes],
      [target, [3, 3, 3, 3]],
    ] as const) {
      const { means, deviations } = (await fit(logs, places)).predictSpread(networks)
      expect(means.every(Number.isFinite)).toBe(true)
      expect(deviations.every((deviation) => deviation > 0 && deviation < Infinity)).toBe(true)
    }
  })

  test('is predicted from the one platform that is known, such as another backend of the device', async () => {
    const alone = {
      logLatencies: matrixOf(work.map((_, row) => [known[0]![row]!])),
      features: networks.features,
    }
    const own = learnBasis(alone)
    const places = chooseProbes(placed(own, alone), 20, 0)
    const part = {
      logLatencies: rowsAt(alone.logLatencies, places),
      features: rowsAt(alone.features, places),
    }
    const targets = Float64Array.from(places, (place) => target[place]!)
    const model = await new Transfer(own).fit({ inputs: part, targets }, { seed: 0 })
    const { means, deviations } = model.predictSpread(alone)
    expect(spearman(means, target)).toBeGreaterThan(spearman(known[0]!, target) + 0.05)
    const width = intervalDeviations(model.heldOutErrors())
    const covered = means.filter((mean, row) => Math.abs(target[row]! - mean) <= width * deviations[row]!)
    expect(covered.length / means.length).toBeGreaterThan(0.85)
    // Nor so wide that nothing is said: narrower than what the latencies themselves vary.
    const half = deviations.map((deviation) => width * deviation).sort()[100]!
    expect(half).toBeLessThan(1.64 * Math.sqrt(target.reduce((sum, x) => sum + (x - 2) ** 2, 0) / 200))
    const loaded = new Transfer(own).load(JSON.parse(JSON.stringify(model)))
    expect(loaded.predictSpread(alone)).toEqual({ means, deviations })
  })

  test('heeds weights: a probe without any is left out, one that weighs little says little', async () => {
    const wrong = target.with(probes[0]!, target[probes[0]!]! + 8)
    const weighted = (logs: Float64Array, weight: number) =>
      new Transfer(basis).fit(
        {
          inputs: at(probes),
          targets: Float64Array.from(probes, (place) => logs[place]!),
          weights: Float64Array.from(probes, (_, place) => (place === 0 ? weight : 1)),
        },
        { seed: 0 },
      )
    const means = async (model: Promise<{ predict(of: NetworksElsewhere): Float64Array }>) =>
      (await model).predict(networks)
    const without = await means(fit(target, probes.slice(1)))
    expect(await means(weighted(wrong, 0))).toEqual(without)
    expect(await means(weighted(target, 1))).toEqual(await means(fit(target)))
    const error = (list: Float64Array) =>
      list.reduce((sum, mean, row) => sum + Math.abs(mean - target[row]!), 0) / list.length
    expect(error(await means(weighted(wrong, 1e-4)))).toBeLessThan(error(await means(fit(wrong))) / 5)
    const model = await weighted(target, 0.25)
    const loaded = new Transfer(basis).load(JSON.parse(JSON.stringify(model)))
    expect(loaded.predictSpread(networks)).toEqual(model.predictSpread(networks))
    await expect(weighted(target, -1)).rejects.toThrow('weight of probe 0 is -1')
    await expect(weighted(target, NaN)).rejects.toThrow('weight of probe 0 is NaN')
  })

  test('ends when it is cancelled', async () => {
    const stop = new AbortController()
    stop.abort(new Error('enough'))
    await expect(fit(target, probes, stop.signal)).rejects.toThrow('enough')
  })
})

describe('bad input', () => {
  test('names what is wrong with probes', async () => {
    await expect(fit(target, [1])).rejects.toThrow('at least 2 probes, not 1')
    for (const latency of [0, NaN, Infinity, -1]) {
      const logs = target.with(probes[4]!, Math.log(latency))
      await expect(fit(logs)).rejects.toThrow('Probe 4 has no latency above 0')
    }
    const crowd = Array.from({ length: 2001 }, (_, place) => place % 200)
    await expect(fit(target, crowd)).rejects.toThrow('at most 2000 probes, not 2001')
    const targets = new Float64Array(3)
    await expect(new Transfer(basis).fit({ inputs: at([1, 2]), targets }, { seed: 0 })).rejects.toThrow(
      '3 targets do not fit 2 probes',
    )
  })

  test('names what is wrong with known platforms', () => {
    const columns = (count: number) => ({
      ...networks,
      logLatencies: matrixOf(work.map((_, row) => known.slice(0, count).map((column) => column[row]!))),
    })
    expect(() => learnBasis(columns(0))).toThrow('needs a known platform')
    const wide = { rows: 200, columns: 257, values: new Float64Array(200 * 257) }
    expect(() => learnBasis({ ...networks, logLatencies: wide })).toThrow('at most 256 platforms')
    expect(() => learnBasis(at([]))).toThrow('no networks that the known platforms share')
    expect(() => placed(basis, columns(3))).toThrow('3 platforms instead of 4')
    const values = networks.logLatencies.values.slice()
    values[9] = NaN
    expect(() => learnBasis({ ...networks, logLatencies: { ...networks.logLatencies, values } })).toThrow(
      'Network 2 has no latency on platform 1',
    )
    const constant = matrixOf(work.map((_, row) => [known[0]![row]!, 1]))
    expect(() => learnBasis({ ...networks, logLatencies: constant })).toThrow(
      'Platform 1 takes the same time',
    )
    expect(() => learnBasis({ ...networks, features: matrixOf([[1]]) })).toThrow('1 rows of features')
    const model = { predict: () => new Float64Array(2) } as never
    expect(() => seenElsewhere([{ id: 'a', model }], [], matrixOf([[1]]))).toThrow('do not fit 2 networks')
  })

  test('a saved model of another kind, another version or with a part missing is refused', async () => {
    const json = JSON.parse(JSON.stringify(await fit(target))) as Record<string, unknown>
    const load = (change: object) => () => new Transfer(basis).load({ ...json, ...change })
    expect(load({})).not.toThrow()
    expect(load({ learner: 'lasso' })).toThrow('This model is of lasso')
    expect(load({ version: 2 })).toThrow('version 2')
    for (const part of ['basis', 'settings', 'scale', 'noise', 'probes', 'targets', 'unit', 'centre'])
      expect(load({ [part]: undefined }), part).toThrow(/damaged/)
    expect(load({ targets: [1, null] })).toThrow(/damaged: targets/)
    const { basis: saved, probes: rows } = json as { basis: Record<string, unknown>; probes: object }
    const changed = (part: object) => load({ basis: { ...saved, ...part } })
    for (const [part, broken] of Object.entries({
      ...{ deviations: [0, 1, 1, 1], spectrum: [0, 0, 0, 0], means: [1], vectors: [1] },
      scaling: { columns: [0], means: [0], deviations: [0] },
    }))
      expect(changed({ [part]: broken }), part).toThrow(/damaged: basis/)
    const unscaled = { ...(saved['scaling'] as object), deviations: [0, 0, 0] }
    expect(changed({ scaling: unscaled })).toThrow(/damaged: basis.scaling.deviations/)
    for (const part of ['scale', 'residual', 'noise', 'unit'])
      for (const value of [0, -1, null, '1']) expect(load({ [part]: value }), part).toThrow(/damaged/)
    expect(load({ weights: [0, 1, 1, 1, 1, 1, 1, 1, 1, 1] })).toThrow(/damaged: weights/)
    expect(load({ weights: [1] })).toThrow(/damaged: weights/)
    const settings = { ...(json['settings'] as object), level: -1 }
    expect(load({ settings })).toThrow(/damaged: settings.level/)
    const many = {
      scores: { rows: 2001, columns: 4, values: new Array(8004).fill(0) },
      features: { rows: 2001, columns: 3, values: new Array(6003).fill(0) },
    }
    const ones = new Array(2001).fill(1)
    expect(load({ probes: many, targets: ones, weights: ones })).toThrow(/damaged: probes.scores.rows/)
    expect(load({ probes: { ...rows, scores: many.scores } })).toThrow(/damaged/)
    expect(() => new Transfer(basis).load(null)).toThrow(RangeError)
  })
})

describe('probes', () => {
  test('are different, within the middle of the first component, and better than as many at random', async () => {
    expect(new Set(probes).size).toBe(10)
    const first = placed(basis, networks).scores
    const sorted = work.map((_, row) => first.values[row * first.columns]!).sort((a, b) => a - b)
    for (const place of probes) {
      const value = first.values[place * first.columns]!
      expect(value).toBeGreaterThanOrEqual(sorted[Math.round(0.1 * 199)]!)
      expect(value).toBeLessThanOrEqual(sorted[Math.round(0.9 * 199)]!)
    }
    const noisy = logsOf([0.7, 0.8, 0.3], 0.2)
    const truth = logsOf([0.7, 0.8, 0.3], 0)
    const quality = async (places: readonly number[]) =>
      spearman((await fit(noisy, places)).predict(networks), truth)
    const drawn = await Promise.all(
      Array.from({ length: 10 }, (_, trial) =>
        quality(Array.from({ length: 10 }, (_, place) => trial * 20 + place)),
      ),
    )
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length
    expect(await quality(probes)).toBeGreaterThan(mean)
  })

  test('are spread over the first component where they are few', () => {
    const scores = placed(basis, networks)
    const few = chooseProbes(scores, 5, 3)
    expect(chooseProbes(scores, 5, 3)).toEqual(few)
    const order = work
      .map((_, row) => row)
      .sort((a, b) => scores.scores.values[a * 4]! - scores.scores.values[b * 4]!)
    const ranks = few.map((place) => order.indexOf(place)).sort((a, b) => a - b)
    for (const [stratum, rank] of ranks.entries()) {
      expect(rank).toBeGreaterThanOrEqual(18 + stratum * 32)
      expect(rank).toBeLessThanOrEqual(22 + (stratum + 1) * 32.6)
    }
  })

  test('are at most as many as there are candidates, and at least two', () => {
    const few = placed(basis, at([1, 2, 3]))
    expect(chooseProbes(few, 10, 0).sort()).toEqual([0, 1, 2])
    expect(() => chooseProbes(few, 1, 0)).toThrow('at least 2 probes')
    expect(() => chooseProbes(placed(basis, at([1])), 2, 0)).toThrow('too few')
  })
})

test('eigenvalues and vectors make up the matrix again', () => {
  const n = 7
  const half = Array.from({ length: n }, () => Array.from({ length: n }, number))
  const a = Float64Array.from(
    { length: n * n },
    (_, k) => half[Math.floor(k / n)]![k % n]! + half[k % n]![Math.floor(k / n)]!,
  )
  const { values, vectors } = symmetricEigen(a, n)
  expect([...values]).toEqual([...values].sort((x, y) => y - x))
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0
      let unit = 0
      for (let k = 0; k < n; k++) {
        sum += vectors[i * n + k]! * values[k]! * vectors[j * n + k]!
        unit += vectors[k * n + i]! * vectors[k * n + j]!
      }
      expect(sum).toBeCloseTo(a[i * n + j]!, 12)
      expect(unit).toBeCloseTo(i === j ? 1 : 0, 12)
    }
})
