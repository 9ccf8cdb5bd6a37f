import { describe, expect, it } from 'vitest'
import {
  configurationsOf,
  isChosen,
  missingSentences,
  offersOf,
  selectionSentences,
  selectionsOf,
} from '../../../src/app/configurations.ts'
import { standardChoice, type RunChoice } from '../../../src/app/run-parameters.ts'
import type { DeviceReport } from '../../../src/measurement/device-report.ts'

const noGpu = { gpuVendor: '', gpuArchitecture: '', gpuDescription: '' }
const gpu = { gpu: noGpu, isSoftware: false, threadCounts: [1] } as const
const report: DeviceReport = {
  backends: [
    { name: 'webgpu', isAvailable: false, detail: '', missing: 'This browser has no WebGPU.', ...gpu },
    { name: 'webgl', isAvailable: true, detail: 'Adreno', missing: null, ...gpu },
    {
      name: 'wasm',
      isAvailable: true,
      detail: 'SIMD',
      missing: null,
      gpu: noGpu,
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

describe('the engines of a choice', () => {
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
})

describe('fusion and selection', () => {
  const variants = (change: Partial<RunChoice>) =>
    configurationsOf({ ...standardChoice, ...change }, report).map(
      ({ backend, threads, fusion, selection }) => `${backend} ${threads} ${fusion} ${selection}`,
    )

  it('are axes: every engine with each of them', () => {
    const change = {
      backends: ['webgl', 'wasm-1'],
      fusion: 'both',
      selections: ['standard', 'unpacked', 'no-simd'],
    } as const
    expect(variants(change)).toEqual([
      'webgl 1 on standard',
      'webgl 1 off standard',
      'webgl 1 on unpacked',
      'webgl 1 off unpacked',
      'wasm 1 on standard',
      'wasm 1 off standard',
      'wasm 1 on no-simd',
      'wasm 1 off no-simd',
    ])
  })

  it('are offered where the engine has them: without SIMD there are no threads', () => {
    expect(variants({ backends: ['wasm'], selections: ['standard', 'no-simd'] })).toEqual([
      'wasm 1 on standard',
      'wasm 1 on no-simd',
      'wasm 2 on standard',
      'wasm 4 on standard',
    ])
    const names = (backends: readonly string[]) => selectionsOf({ backends }, report).map(({ name }) => name)
    expect(names(['webgl'])).toEqual(['conv-direct', 'unpacked', 'shape-uniforms'])
    expect(names(['wasm-4'])).toEqual([])
  })

  it('that fit nowhere are named, and so is an engine that is left without one', () => {
    const choice: RunChoice = {
      ...standardChoice,
      backends: ['webgl', 'wasm-2'],
      selections: ['unpacked', 'im2col'],
    }
    expect(selectionSentences(choice, report)).toEqual([
      'No chosen engine has the program selection “im2col”; it was left out.',
      'WASM, 2 threads has none of the chosen program selections; it was left out.',
    ])
    expect(selectionSentences(standardChoice, report)).toEqual([])
  })
})
