import { describe, expect, it } from 'vitest'
import {
  recordsDevices,
  recordsSplit,
  revisitCeilings,
} from '../../../../src/prediction/evaluation/records-table.ts'
import { recordsTrial } from '../../../../src/prediction/evaluation/records.ts'
import type { RecordedNetwork } from '../../../../src/prediction/network-model/networks-of-records.ts'
import { madeNetworks } from '../../../fixtures/made-networks.ts'
import { sampleDataset } from '../../../fixtures/records.ts'

const recordedOf = (space: string, count: number, seed: number): RecordedNetwork[] =>
  madeNetworks(count, { seed }).map((network) => ({
    ...{ network, space, label: network.id, isRevisit: false },
    measuredAt: '2026-01-01T00:00:00.000Z',
  }))
const device = { device: 'phone', recorded: [...recordedOf('synthetic', 30, 1), ...recordedOf('zoo', 10, 2)] }
const wish = { seed: 1, trainingNetworks: 20, trainSpace: 'synthetic', testSpaces: ['zoo'] }

describe('evaluation of records', { timeout: 60_000 }, () => {
  it('learns from some networks, judges by the rest and by other spaces', () => {
    const { training, tests } = recordsSplit(device, wish)
    expect(training).toHaveLength(20)
    expect([...tests].map(([space, list]) => [space, list.length])).toEqual([
      ['synthetic', 10],
      ['zoo', 10],
    ])
    const ids = [...training, ...[...tests.values()].flat()].map(({ id }) => id)
    expect(new Set(ids).size).toBe(40)
    expect(recordsSplit(device, wish)).toEqual({ device: 'phone', training, tests })
    const other = recordsSplit(device, { ...wish, seed: 2 })
    expect(other.training.map(({ id }) => id)).not.toEqual(training.map(({ id }) => id))
    expect(() => recordsSplit(device, { ...wish, trainingNetworks: 31 })).toThrow('30 networks')
    expect(() => recordsSplit(device, { ...wish, testSpaces: ['ofa'] })).toThrow('It has synthetic, zoo')
  })

  it('scores networks, kernels and sums of kernels, and baselines beside', async () => {
    const scores = await recordsTrial(recordsSplit(device, wish), { seed: 1 })
    const of = (method: string, subject: string) =>
      scores.find((score) => score.method === method && score.subject === subject)!
    for (const subject of ['networks', 'kernels', 'sum of kernels'])
      for (const space of ['synthetic', 'zoo'])
        expect(of('overhead + kernels', `${subject}, ${space}`).accuracy.mape).toBeLessThan(0.02)
    expect(of('with kernels as they were measured', 'networks, zoo').accuracy.mape).toBeLessThan(1e-6)
    const best = of('overhead + kernels', 'networks, zoo').accuracy.mape
    for (const method of ['whole network', 'baseline: linear in features', 'baseline: FLOPs'])
      expect(of(method, 'networks, zoo').accuracy.mape).toBeGreaterThan(best)
    expect(of('overhead + kernels', 'networks, zoo').interval).not.toBeNull()
    expect(of('baseline: FLOPs', 'networks, zoo').interval).toBeNull()
    expect(scores.every(({ trainingRows, seed }) => trainingRows === 20 && seed === 1)).toBe(true)
  })

  it('compares second visits with first ones', () => {
    const [first] = device.recorded
    const second = { ...first!.network, latencyMs: 1.1 * first!.network.latencyMs }
    const ceilings = revisitCeilings({
      ...device,
      recorded: [...device.recorded, { ...first!, network: second, isRevisit: true }],
    })
    expect(ceilings.map(({ subject }) => subject)).toEqual([
      'networks, synthetic',
      'kernels, synthetic',
      'sum of kernels, synthetic',
    ])
    expect(ceilings[0]!.accuracy).toMatchObject({ n: 1 })
    expect(ceilings[0]!.accuracy.mape).toBeCloseTo(0.1, 9)
    expect(ceilings[1]!.accuracy.mape).toBe(0)
    expect(revisitCeilings(device)).toEqual([])
  })

  it('finds the platforms and configurations of a dataset', () => {
    const sample = sampleDataset({ networks: 10, platforms: 3, seed: 1 })
    const dataset = { format: 'inferometer-dataset', version: 1, ...sample } as const
    const devices = recordsDevices(dataset, false)
    expect(devices.map((one) => one.device.replace(/ \w+$/, ''))).toEqual([
      'Phone 1 Chromium wasm-1',
      'Phone 1 Chromium webgpu-1',
      'Phone 1 Chromium webgl-1',
    ])
    expect(recordsDevices(dataset, true)).toEqual([])
  })
})
