import { expect, it } from 'vitest'
import { deviceLabel, platformLabel } from '../../../src/app/platform-label.ts'
import { samplePlatform } from '../../fixtures/records.ts'

const platform = samplePlatform(0)

it('names a device by its model and system', () => {
  expect(deviceLabel(platform)).toBe('Phone 1, Android 14')
})

it('names a device without a model by its system and cores', () => {
  const nameless = { ...platform, device: { ...platform.device, model: '', os: 'Linux', logicalCores: 1 } }
  expect(deviceLabel(nameless)).toBe('Linux, 1 core')
})

it('tells platforms of one device apart by browser, backend and threads', () => {
  expect(platformLabel(platform)).toBe('Phone 1, Android 14, Chromium 150, WASM 1')
  expect(platformLabel(samplePlatform(1))).toBe('Phone 1, Android 14, Chromium 150, WebGPU')
})
