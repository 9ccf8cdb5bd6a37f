import { beforeEach, describe, expect, it } from 'vitest'
import { heldOf, openWorkOf } from '../../../src/app/held-operations.ts'
import { configurationKey } from '../../../src/app/labels.ts'
import { idOf } from '../../../src/dataset/identity.ts'
import type { Configuration, Measurement } from '../../../src/dataset/record.ts'
import type { DeviceIdentity } from '../../../src/measurement/device-identity.ts'
import { freshIndexedDb, withStore } from '../../fixtures/indexed-db.ts'
import { sampleKernelMeasurement, sampleMeasurement } from '../../fixtures/records.ts'

/** The first phone of the fixtures, and what its backends say. */
const phone: DeviceIdentity = {
  model: 'Phone 1',
  os: 'Android 14',
  isMobile: true,
  logicalCores: 8,
  memoryGiB: 8,
  browserName: 'Chromium',
  browserVersion: '150.0',
}
const noGpu = { gpuVendor: '', gpuArchitecture: '', gpuDescription: '' }
const mali = { gpuVendor: 'arm', gpuArchitecture: 'valhall', gpuDescription: 'Mali-G710' }
const device = {
  identity: phone,
  backends: [
    { name: 'webgpu', gpu: mali, isSoftware: false },
    { name: 'wasm', gpu: noGpu, isSoftware: false },
  ],
} as const
type Device = Parameters<typeof heldOf>[3]
const kept = [0, 1, 2].map((network) => sampleKernelMeasurement({ backend: 'wasm', network }))
const onGpu = sampleKernelMeasurement({ backend: 'webgpu', network: 0 })
const [first, second, third] = kept.map(({ architecture }) => architecture.id)
const wasm: Configuration = kept[0]!.measurement.configuration
const unfused: Configuration = { ...wasm, fusion: 'off' }
const under = (measurement: Measurement, configuration: Configuration): Measurement => {
  const other = { ...measurement, configuration }
  return { ...other, id: idOf(other) }
}

beforeEach(freshIndexedDb)

/** Of the three networks, those that a dataset of these measurements holds. */
const held = (
  measurements: readonly Measurement[],
  {
    configurations = [wasm],
    kernelTimes = 'both',
    own = device,
  }: {
    configurations?: readonly Configuration[]
    kernelTimes?: 'off' | 'on' | 'both'
    own?: Device
  } = {},
) =>
  withStore(async (store) => {
    await store.addMany({
      platforms: [kept[0]!.platform, onGpu.platform],
      architectures: kept.map(({ architecture }) => architecture),
      measurements,
    })
    const ids = new Set([first!, second!, third!])
    const found = await heldOf(ids, configurations, { kernelTimes }, own, store)
    return [...openWorkOf(ids, configurations, found, true).held].sort()
  })

describe('operations that the dataset holds', () => {
  const records = kept.slice(0, 2).map(({ measurement }) => measurement)

  it('are those that were measured here under every configuration', async () => {
    expect(await held(records)).toEqual([first, second].sort())
    expect(await held(records, { configurations: [wasm, unfused] })).toEqual([])
    const both = [...records, under(records[0]!, unfused)]
    expect(await held(both, { configurations: [wasm, unfused] })).toEqual([first])
    expect(await held([])).toEqual([])
  })

  it.each<[string, Partial<DeviceIdentity>]>([
    ['another device', { model: 'Phone 2' }],
    ['another release of the browser', { browserVersion: '151.0' }],
  ])('are not those of %s', async (_, change) => {
    expect(await held(records, { own: { ...device, identity: { ...phone, ...change } } })).toEqual([])
  })

  it.each<[string, Partial<Device['backends'][number]>]>([
    ['another GPU', { gpu: { ...mali, gpuDescription: 'Mali-G720' } }],
    ['a GPU of another family', { gpu: { ...mali, gpuArchitecture: 'bifrost' } }],
    ['a GPU of another vendor', { gpu: { ...mali, gpuVendor: 'qualcomm' } }],
    ['an emulated GPU', { isSoftware: true }],
  ])('are not those of %s', async (_, change) => {
    const { measurement } = onGpu
    const configurations = [measurement.configuration]
    expect(await held([measurement], { configurations })).toEqual([first])
    const [webgpu, ...others] = device.backends
    const own = { ...device, backends: [{ ...webgpu, ...change }, ...others] }
    expect(await held([measurement], { configurations, own })).toEqual([])
    // What runs on the processor is the same.
    expect(await held(records, { own })).toEqual([first, second].sort())
  })

  it('have the kernel times that are asked for', async () => {
    const { measurement: inNetwork } = sampleKernelMeasurement({
      backend: 'wasm',
      network: 0,
      isolated: false,
    })
    const plain = sampleMeasurement(kept[1]!.architecture, kept[1]!.platform, undefined, 6)
    expect(plain.status === 'ok' && plain.kernels).toBeNull()
    const some = [inNetwork, plain]
    expect(await held(some, { kernelTimes: 'both' })).toEqual([])
    expect(await held(some, { kernelTimes: 'on' })).toEqual([first])
    expect(await held(some, { kernelTimes: 'off' })).toEqual([first, second].sort())
  })

  it('have a time: kernels that no clock could time are tried again', async () => {
    const { measurement } = sampleKernelMeasurement({ backend: 'wasm', inNetwork: false, isolated: false })
    expect(measurement.kernels?.calls).not.toHaveLength(0)
    expect(await held([measurement], { kernelTimes: 'on' })).toEqual([])
    const { measurement: alone } = sampleKernelMeasurement({ backend: 'wasm', inNetwork: false })
    expect(await held([alone], { kernelTimes: 'on' })).toEqual([first])
    const empty = { ...measurement, kernels: { ...measurement.kernels!, table: [], calls: [] } }
    const nothingRan = { ...empty, id: idOf(empty) }
    expect(await held([nothingRan], { kernelTimes: 'both' })).toEqual([first])
  })

  it('were measured: a failure is tried again', async () => {
    const failed = sampleMeasurement(kept[0]!.architecture, kept[0]!.platform, undefined, 15)
    expect(failed.status).toBe('failed')
    expect(await held([failed], { kernelTimes: 'off' })).toEqual([])
  })
})

describe('what is left to measure', () => {
  const ids = new Set(['a', 'b'])
  const webgl: Configuration = { ...wasm, backend: 'webgl' }
  const on = (...configurations: readonly Configuration[]) => new Set(configurations.map(configurationKey))
  const open = (held: Readonly<Record<string, ReadonlySet<string>>>, isPaired = false) =>
    openWorkOf(ids, [wasm, webgl], new Map(Object.entries(held)), isPaired)

  it('is nothing on a configuration that has it all', () => {
    expect(open({ a: on(wasm), b: on(wasm) })).toEqual({ configurations: [webgl], held: new Set() })
    expect(open({ a: on(wasm, webgl), b: on(wasm) })).toEqual({
      configurations: [webgl],
      held: new Set(['a']),
    })
    expect(open({ a: on(wasm, webgl), b: on(wasm, webgl) })).toEqual({ configurations: [], held: ids })
  })

  it('is all that some configuration does not have', () => {
    expect(open({ a: on(wasm), b: on(webgl) })).toEqual({ configurations: [wasm, webgl], held: new Set() })
  })

  it('is both sides of what is compared', () => {
    expect(open({ a: on(wasm, webgl), b: on(wasm) }, true)).toEqual({
      configurations: [wasm, webgl],
      held: new Set(['a']),
    })
  })
})
