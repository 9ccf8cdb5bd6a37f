import { describe, expect, it } from 'vitest'
import {
  configurationsOf,
  expectedItemMs,
  isChosen,
  missingSentences,
  networksOf,
  offersOf,
  planOf,
  shownItemMs,
  timingsOf,
} from '../../../src/app/campaign-plan.ts'
import { standardChoice } from '../../../src/app/run-parameters.ts'
import type { DeviceReport } from '../../../src/measurement/device-report.ts'
import { standardProtocol } from '../../../src/measurement/protocol.ts'
import { factsOf } from '../../../src/spaces/registry.ts'
import { schedule } from '../../../src/measurement/schedule.ts'

const gpu = { isSoftware: false, threadCounts: [1] } as const
const report: DeviceReport = {
  backends: [
    { name: 'webgpu', isAvailable: false, detail: '', missing: 'This browser has no WebGPU.', ...gpu },
    { name: 'webgl', isAvailable: true, detail: 'Adreno', missing: null, ...gpu },
    {
      name: 'wasm',
      isAvailable: true,
      detail: 'SIMD',
      missing: null,
      isSoftware: false,
      threadCounts: [1, 2, 4],
    },
  ],
  isIsolated: true,
  clockStepUs: 5,
  logicalCores: 8,
  memoryGiB: 8,
  deviceName: 'Phone',
  browserName: 'Chromium 150',
}
const chosen = (backends: readonly string[] | null) =>
  configurationsOf({ ...standardChoice, backends }, report).map(
    ({ backend, threads }) => `${backend} ${threads}`,
  )

describe('the plan of a campaign', () => {
  it('offers each backend, and WASM with each number of threads', () => {
    expect(offersOf(report).map(({ name }) => name)).toEqual([
      'webgpu',
      'webgl',
      'wasm-1',
      'wasm-2',
      'wasm-4',
    ])
  })

  it('takes all that is available where nothing is named', () => {
    expect(chosen(null)).toEqual(['webgl 1', 'wasm 1', 'wasm 2', 'wasm 4'])
  })

  it('takes every number of threads for wasm, and one for wasm-2', () => {
    expect(chosen(['wasm'])).toEqual(['wasm 1', 'wasm 2', 'wasm 4'])
    expect(chosen(['wasm-2'])).toEqual(['wasm 2'])
    expect(chosen([])).toEqual([])
  })

  it('keeps a backend that was named but is missing, so that the dataset tells it, and says so', () => {
    const choice = { ...standardChoice, backends: ['webgpu', 'wasm-1'] }
    expect(chosen(choice.backends)).toEqual(['webgpu 1', 'wasm 1'])
    expect(missingSentences(choice, report)).toEqual([
      'WebGPU is missing here: its networks will be recorded as skipped, with the reason.',
    ])
  })

  it('leaves out a number of threads that the device does not offer, and says so', () => {
    const choice = { ...standardChoice, backends: ['wasm-3'] }
    expect(chosen(choice.backends)).toEqual([])
    expect(missingSentences(choice, report)).toEqual([
      'This device does not offer “wasm-3”; it was left out.',
    ])
  })

  it('does not choose what is missing by itself', () => {
    const webgpu = offersOf(report)[0]!
    expect(isChosen({ backends: null }, webgpu)).toBe(false)
  })

  it('counts second visits and two canaries a block into the estimate, each once', () => {
    const plan = planOf({ ...standardChoice, count: 10 }, 4, standardProtocol, 2000)
    // On each of 4 configurations: 10 networks, 1 of them again, 2 blocks of 2 canaries.
    expect(plan).toEqual({ networks: 10, configurations: 4, durationMs: 4 * (10 + 1 + 4) * 2000 })
  })

  it('counts the items and blocks that a campaign really has', () => {
    for (const networks of [1, 4, 5, 10, 11, 37, 200]) {
      const blocks = schedule({ networks, configurations: 3, seed: 1, blockSize: 10, revisitShare: 0.1 })
      const items = blocks.reduce((sum, block) => sum + block.items.length, 0)
      expect(timingsOf(networks, 3, standardProtocol)).toEqual({ items, canaries: 2 * blocks.length })
    }
  })

  it('foretells of a run like the last one what the last one took', () => {
    const timings = timingsOf(30, 2, standardProtocol)
    const itemMs = shownItemMs(timings, timings.items, 123_456)
    const plan = planOf({ ...standardChoice, count: 30 }, 2, standardProtocol, itemMs)
    // Two divisions and two products in floating point.
    expect(plan.durationMs).toBeCloseTo(123_456, 6)
  })

  it('fits the number of networks into a time budget, at least one', () => {
    const itemMs = expectedItemMs(standardProtocol)
    const plan = planOf({ ...standardChoice, minutes: 5 }, 2, standardProtocol, itemMs)
    expect(plan.durationMs).toBeLessThanOrEqual(5 * 60_000)
    const { items, canaries } = timingsOf(plan.networks + 1, 2, standardProtocol)
    expect((items + canaries) * itemMs).toBeGreaterThan(5 * 60_000)
    expect(planOf({ ...standardChoice, minutes: 1 }, 4, standardProtocol, 600_000).networks).toBe(1)
  })

  it('runs what is chosen by name in any case, and fits only what is drawn into the time', () => {
    const networks = Array.from({ length: 20 }, (_, index) => `network${index}`)
    const choice = { ...standardChoice, networks, minutes: 1 }
    expect(planOf(choice, 4, standardProtocol, 600_000).networks).toBe(20)
    expect(planOf({ ...choice, spaces: [] }, 4, standardProtocol, 1).networks).toBe(20)
  })

  it('counts no more networks than the spaces have, and a named one of the zoo once', () => {
    const zoo = factsOf('zoo').size!
    const choice = { ...standardChoice, spaces: ['zoo'], networks: ['resnet18'], count: 10_000 }
    expect(networksOf(choice)).toBe(zoo)
    expect(networksOf({ ...choice, count: 3 })).toBe(4)
    expect(networksOf({ ...choice, spaces: [] })).toBe(1)
    expect(networksOf({ ...choice, spaces: ['zoo', 'synthetic'] })).toBe(10_001)
  })
})
