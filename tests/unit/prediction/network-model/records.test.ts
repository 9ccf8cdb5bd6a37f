import { describe, expect, it } from 'vitest'
import { architectureOf } from '../../../../src/architecture/identity.ts'
import { totalKernelMs } from '../../../../src/dataset/kernel-lookup.ts'
import { sealMeasurement } from '../../../../src/dataset/identity.ts'
import type { Dataset, Measurement, Tag } from '../../../../src/dataset/record.ts'
import { joinedVisits } from '../../../../src/prediction/network-model/joined-visits.ts'
import {
  configurationKey,
  networksOfRecords,
  plannedNetwork,
} from '../../../../src/prediction/network-model/networks-of-records.ts'
import { networkFeatures } from '../../../../src/prediction/network-model/network-features.ts'
import { worksOfCalls } from '../../../../src/prediction/network-model/works-of-calls.ts'
import { tinyKernels, type TimedBackend } from '../../../fixtures/kernels.ts'
import { tinyNetwork } from '../../../fixtures/networks.ts'
import { sampleDataset, sampleKernelMeasurement } from '../../../fixtures/records.ts'
import { architectureRecord } from '../../../../src/dataset/identity.ts'

/** The same measurement with other tags, sealed anew. */
function tagged(measurement: Measurement, tags: readonly Tag[]): Measurement {
  const { id, ...rest } = measurement
  expect(id).toBeTruthy()
  return sealMeasurement({ ...rest, context: { ...rest.context, tags: [...tags] } })
}
const datasetOf = (
  sample: Pick<Dataset, 'architectures' | 'measurements'>,
): Pick<Dataset, 'architectures' | 'measurements'> => sample

describe('networks of records', () => {
  const { measurement, architecture } = sampleKernelMeasurement({ backend: 'wasm' })
  const wish = { platformId: measurement.platformId, configuration: measurement.configuration }
  const of = (measurements: readonly Measurement[]) =>
    networksOfRecords(datasetOf({ architectures: [architecture], measurements: [...measurements] }), wish)

  it('have the latency, every kernel with its time, graph and features', () => {
    const [recorded, ...others] = of([measurement])
    expect(others).toEqual([])
    const { network, label, isRevisit } = recorded!
    expect([label, isRevisit]).toEqual([architecture.label, false])
    expect(network.latencyMs).toBe(measurement.latencyMs.median)
    expect(network.works).toHaveLength(measurement.kernels!.calls.length)
    const sum = network.kernelTimesMs!.reduce((all, time) => all + time, 0)
    expect(sum).toBeCloseTo(totalKernelMs(measurement.kernels!, 'in-network'), 9)
    expect(network.features).toHaveLength(networkFeatures.length)
    expect(network.graph.nodes.length).toBeGreaterThan(0)
  })

  it('are of one platform and configuration, measured, and not the canary or wrong', () => {
    const sample = sampleDataset({ networks: 20, platforms: 2, seed: 3 })
    const [platform] = sample.platforms
    const first = sample.measurements.find(({ platformId }) => platformId === platform!.id)!
    const recorded = networksOfRecords(datasetOf(sample), {
      platformId: platform!.id,
      configuration: first.configuration,
    })
    const expected = sample.measurements.filter(
      ({ platformId, status }) => platformId === platform!.id && status === 'ok',
    )
    expect(recorded).toHaveLength(expected.length)
    const other = { ...wish, configuration: { ...wish.configuration, fusion: 'off' as const } }
    expect(configurationKey(other.configuration)).not.toBe(configurationKey(wish.configuration))
    expect(networksOfRecords({ architectures: [architecture], measurements: [measurement] }, other)).toEqual(
      [],
    )
    expect(of([tagged(measurement, ['canary'])])).toEqual([])
    expect(of([tagged(measurement, ['incorrect-output'])])).toEqual([])
    expect(of([tagged(measurement, ['noisy', 'drift'])])).toHaveLength(1)
    const canary = { ...architecture, space: 'canary' }
    expect(networksOfRecords({ architectures: [canary], measurements: [measurement] }, wish)).toEqual([])
  })

  it('join visits of one network by geometric means', () => {
    const [recorded] = of([measurement])
    const { network } = recorded!
    const visit = (latencyMs: number, first: number, second: number) => ({
      ...recorded!,
      network: {
        ...network,
        latencyMs,
        kernelTimesMs: network.kernelTimesMs!.with(0, first).with(1, second),
      },
    })
    const other = { ...recorded!, network: { ...network, id: 'other' } }
    const [joined, alone] = joinedVisits([visit(1, 1, NaN), other, visit(9, 4, 3)])
    expect(alone).toBe(other.network)
    expect(joined!.latencyMs).toBeCloseTo(3, 9)
    expect(joined!.kernelTimesMs![0]).toBeCloseTo(2, 9)
    expect(joined!.kernelTimesMs![1]).toBeCloseTo(3, 9)
  })

  it('are in the order of time, and say which were visited again', () => {
    const again = tagged({ ...measurement, measuredAt: '2030-01-01T00:00:00.000Z' }, ['revisit'])
    expect(of([again, measurement]).map(({ isRevisit }) => isRevisit)).toEqual([false, true])
  })

  it('can be corrected by the canary, kernels as much as the whole', () => {
    const corrected: Measurement = {
      ...measurement,
      latencyMs: { ...measurement.latencyMs, correctedMedian: measurement.latencyMs.median / 2 },
    }
    const both = { architectures: [architecture], measurements: [measurement, corrected] }
    const [plain] = networksOfRecords(both, wish)
    const [halved, ...others] = networksOfRecords(both, { ...wish, isCorrected: true })
    expect(others).toEqual([])
    expect(halved!.network.latencyMs).toBeCloseTo(plain!.network.latencyMs / 2, 9)
    expect(halved!.network.kernelTimesMs![0]).toBeCloseTo(plain!.network.kernelTimesMs![0]! / 2, 9)
  })

  it.each(['webgpu', 'webgl', 'wasm'] as const)(
    'share times of several kernels between them, and have the same works as a plan, on %s',
    (backend) => {
      const alone = sampleKernelMeasurement({ backend, inNetwork: false })
      const { platformId, configuration, kernels } = alone.measurement
      const [recorded] = networksOfRecords(
        { architectures: [alone.architecture], measurements: [alone.measurement] },
        { platformId, configuration },
      )
      const { network } = recorded!
      const total = network.kernelTimesMs!.reduce((sum, time) => sum + (time > 0 ? time : 0), 0)
      expect(total).toBeCloseTo(totalKernelMs(kernels!, 'isolated'), 9)
      const { nodes } = architectureOf(alone.architecture.graph, '')
      const calls = kernels!.calls.map(({ kernel, nodes: places }) => ({
        kernel: kernels!.table[kernel]!,
        nodes: places.map((place) => nodes[place]!.name),
      }))
      const planned = plannedNetwork(alone.architecture, calls, configuration.fusion)
      expect(planned.works).toEqual(network.works)
      expect(planned.graph).toEqual(network.graph)
    },
  )
})

describe('works of calls', () => {
  const size = { side: 32, filters: 8 }
  const record = architectureRecord({ space: 'test', key: '', architecture: tinyNetwork(32, 8) })
  const architecture = architectureOf(record.graph, '')
  const worksOn = (backend: TimedBackend) =>
    worksOfCalls(
      tinyKernels(backend, size).map(([nodes, kernel]) => ({
        kernel,
        nodes: nodes.map((place) => architecture.nodes[place]!.name),
      })),
      architecture,
    )

  it.each(['webgpu', 'webgl'] as const)('a convolution of several programs is one, on %s', (backend) => {
    const [{ work, first, length }] = worksOn(backend) as [ReturnType<typeof worksOn>[number]]
    expect([first, length]).toEqual([0, 2])
    expect(work).toMatchObject({
      ...{ window: 3, inputChannels: 3, outputChannels: 8, inputHeight: 32, outputHeight: 16, stride: 2 },
      ...{ dispatches: 2, weightBytes: 4 * 27 * 8 },
    })
  })

  it('every call is in one work, in order; on WASM each is its own', () => {
    for (const backend of ['webgpu', 'webgl', 'wasm'] as const) {
      const works = worksOn(backend)
      let next = 0
      for (const { first, length } of works) {
        expect(first).toBe(next)
        next += length
      }
      expect(next).toBe(tinyKernels(backend, size).length)
      if (backend === 'wasm') expect(works.every(({ length }) => length === 1)).toBe(true)
    }
  })
})
