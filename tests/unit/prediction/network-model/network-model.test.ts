import { beforeAll, describe, expect, it } from 'vitest'
import { fitNetworkModel } from '../../../../src/prediction/network-model/network-learner.ts'
import { NetworkModel } from '../../../../src/prediction/network-model/network-model.ts'
import type { MeasuredNetwork } from '../../../../src/prediction/network-model/network.ts'
import { madeNetworks, madeWork } from '../../../fixtures/made-networks.ts'

const without = (
  networks: readonly MeasuredNetwork[],
  features: readonly number[] | null,
): MeasuredNetwork[] =>
  networks.map((network) => ({
    ...network,
    works: [],
    kernelTimesMs: null,
    features: features ?? network.features,
  }))
const errorOf = (model: NetworkModel, test: readonly MeasuredNetwork[]) =>
  model
    .predict(test)
    .reduce((sum, { latencyMs }, row) => sum + Math.abs(latencyMs / test[row]!.latencyMs - 1), 0) /
  test.length
/** Networks with many operations of one kind are slower: nothing that kernels tell. */
const slowerWithA = ({ nodes }: MeasuredNetwork['graph']) =>
  1 + nodes.filter(({ kind }) => kind === 'a').length / 10

describe('network model', { timeout: 120_000 }, () => {
  const training = madeNetworks(25)
  const test = madeNetworks(20, { seed: 2 })
  let plain: NetworkModel
  const shares: number[] = []
  beforeAll(async () => {
    plain = await fitNetworkModel(training, { seed: 1, onProgress: (share) => shares.push(share) })
  }, 120_000)

  it('adds overhead and kernels, and says each part', () => {
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(errorOf(plain, test)).toBeLessThan(0.01)
    for (const { latencyMs, lowerMs, upperMs, overheadMs, kernels, correction } of plain.predict(test)) {
      const sum = kernels.reduce((all, { timeMs }) => all + timeMs, 0)
      expect(latencyMs).toBeCloseTo((sum + overheadMs!) * correction, 9)
      expect(lowerMs).toBeLessThan(latencyMs)
      expect(upperMs).toBeGreaterThan(latencyMs)
      expect(kernels.every(({ basis }) => basis === 'implementation')).toBe(true)
    }
  })

  it('is corrected by graphs only where networks held back speak for it', async () => {
    expect(plain.isCorrected).toBe(false)
    const odd = { factorOf: slowerWithA }
    const model = await fitNetworkModel(madeNetworks(30, odd), { seed: 1 })
    expect(model.isCorrected).toBe(true)
    const others = madeNetworks(30, { ...odd, seed: 2 })
    const few = await fitNetworkModel(madeNetworks(19, odd), { seed: 1 })
    expect(few.isCorrected).toBe(false)
    expect(errorOf(model, others)).toBeLessThan(errorOf(few, others) / 2)
  })

  it('learns from whole networks where no kernels are known, with features or graphs alone', async () => {
    const withFeatures = await fitNetworkModel(without(training, null), { seed: 1 })
    expect(errorOf(withFeatures, without(test, null))).toBeLessThan(0.2)
    const onlyGraphs = (count: number, seed: number) =>
      without(madeNetworks(count, { seed }), []).map((network) => ({
        ...network,
        latencyMs: network.graph.nodes.length * slowerWithA(network.graph),
      }))
    const graphs = await fitNetworkModel(onlyGraphs(40, 1), { seed: 1 })
    expect(errorOf(graphs, onlyGraphs(30, 2))).toBeLessThan(0.05)
    expect(graphs.predict(onlyGraphs(1, 2))[0]).toMatchObject({ overheadMs: null, kernels: [] })
  })

  it('refuses an infinite feature, and an interval is never infinite', async () => {
    const model = await fitNetworkModel(without(training, null), { seed: 1 })
    const [first] = without(test, null)
    const odd = { ...first!, features: first!.features.with(0, Infinity) }
    expect(() => model.predict([odd])).toThrow(`Feature 0 of network ${first!.id} is Infinity.`)
    const saved = JSON.parse(JSON.stringify(model)) as Record<string, unknown>
    const wide = NetworkModel.load({ ...saved, halfWidth: 1e308 })
    expect(wide.predict([first!])[0]!.upperMs).toBeLessThan(Infinity)
  })

  it('names code that it has not seen, and is less sure of it', () => {
    const [known] = test
    const strange = { ...known!, works: [...known!.works, madeWork(40, 160, 160, 'Strange')] }
    const [first, second] = plain.predict([known!, strange])
    expect(first!.unknownImplementations).toEqual([])
    expect(second!.unknownImplementations).toEqual([strange.works.at(-1)!.implementation])
    expect(second!.upperMs / second!.latencyMs).toBeGreaterThan(1.2 * (first!.upperMs / first!.latencyMs))
    expect(second!.lowerMs / second!.latencyMs).toBeLessThan(first!.lowerMs / first!.latencyMs)
    expect(second!.lowerMs).toBeGreaterThan(0)
  })

  it('has intervals that hold nine tenths of what was not seen', async () => {
    const noisy = (count: number, seed: number) =>
      madeNetworks(count, { seed }).map((network, row) => ({
        ...network,
        latencyMs: network.latencyMs * (1 + 0.1 * Math.sin(7 * row)),
      }))
    const model = await fitNetworkModel(noisy(40, 1), { seed: 1 })
    const others = noisy(200, 2)
    const covered = model
      .predict(others)
      .filter(
        ({ lowerMs, upperMs }, row) => others[row]!.latencyMs >= lowerMs && others[row]!.latencyMs <= upperMs,
      )
    expect(covered.length / others.length).toBeGreaterThan(0.85)
    expect(covered.length / others.length).toBeLessThanOrEqual(1)
  })

  it('takes kernels without a time, networks without timed kernels, and one network', async () => {
    const gaps = training.map((network, row) => ({
      ...network,
      kernelTimesMs: row < 5 ? null : network.kernelTimesMs!.with(0, NaN),
    }))
    expect(errorOf(await fitNetworkModel(gaps, { seed: 1 }), test)).toBeLessThan(0.02)
    const one = await fitNetworkModel(training.slice(0, 1), { seed: 1 })
    const [prediction] = one.predict(training.slice(0, 1))
    expect(prediction!.latencyMs).toBeCloseTo(training[0]!.latencyMs, 6)
    expect(prediction!.upperMs / prediction!.latencyMs).toBeGreaterThan(2)
    const bare = await fitNetworkModel(without(training.slice(0, 1), []), { seed: 1 })
    expect(bare.predict(without(test.slice(0, 1), []))[0]!.latencyMs).toBeGreaterThan(0)
  })

  it('gives the same twice, and bit for bit the same after saving', async () => {
    for (const [networks, others] of [
      [madeNetworks(24, { factorOf: slowerWithA }), test],
      [without(training, null), without(test, null)],
      [without(training, []), without(test, [])],
    ] as const) {
      const model = await fitNetworkModel(networks, { seed: 3 })
      const again = await fitNetworkModel(networks, { seed: 3 })
      expect(again.predict(others)).toEqual(model.predict(others))
      const loaded = NetworkModel.load(JSON.parse(JSON.stringify(model)))
      expect(loaded.predict(others)).toEqual(model.predict(others))
    }
  })

  it('refuses what it cannot learn from or predict', async () => {
    const fit = (change: Partial<MeasuredNetwork>) =>
      fitNetworkModel([training[0]!, { ...training[1]!, ...change }], { seed: 1 })
    await expect(fitNetworkModel([], { seed: 1 })).rejects.toThrow('no networks')
    await expect(fit({ latencyMs: 0 })).rejects.toThrow('is 0, not above 0')
    await expect(fit({ latencyMs: NaN })).rejects.toThrow('is NaN')
    await expect(fit({ kernelTimesMs: new Float64Array(99) })).rejects.toThrow('99 times')
    await expect(fit({ features: [1] })).rejects.toThrow('1 features instead of 2')
    const model = await fitNetworkModel(training.slice(0, 5), { seed: 1 })
    expect(() => model.predict(without(test, null))).toThrow('Nothing is known of the kernels')
    const whole = await fitNetworkModel(without(training, null), { seed: 1 })
    expect(() => whole.predict(without(test, []))).toThrow('0 features instead of 2')
  })

  it('refuses a damaged save and one of another version', async () => {
    const model = await fitNetworkModel(training.slice(0, 5), { seed: 1 })
    const saved = JSON.parse(JSON.stringify(model)) as Record<string, unknown>
    const base = saved['base'] as Record<string, unknown>
    const overhead = base['overhead'] as Record<string, unknown>
    for (const wrong of [
      null,
      'text',
      { ...saved, version: 99 },
      { ...saved, learner: 'other' },
      { ...saved, halfWidth: -1 },
      { ...saved, deviation: null },
      { ...saved, correction: undefined },
      { ...saved, correction: {} },
      { ...saved, base: null },
      { ...saved, base: { kind: 'other' } },
      { ...saved, base: { ...base, kind: 'features' } },
      { ...saved, base: { ...base, kernels: {} } },
      { ...saved, base: { ...base, overhead: { ...overhead, version: 2 } } },
      { ...saved, base: { ...base, overhead: { ...overhead, form: { kind: 'maximum' } } } },
      { ...saved, base: { ...base, overhead: { ...overhead, residual: undefined } } },
    ])
      expect(() => NetworkModel.load(wrong)).toThrow(RangeError)
  })

  it.each([5, 100, 400])('can be cancelled after %d ms', async (afterMs) => {
    const control = new AbortController()
    const networks = madeNetworks(150, { factorOf: slowerWithA })
    const fitting = fitNetworkModel(networks, { seed: 1, signal: control.signal })
    setTimeout(() => control.abort(new Error('enough')), afterMs)
    await expect(fitting).rejects.toThrow('enough')
  })
})
