import type { PlatformRecord } from '../dataset/record.ts'
import { backendLabels } from './labels.ts'

/** The device as people call it: `Pixel 7, Android 14` or `Linux, 2 cores`. */
export function deviceLabel({ device: { model, os, logicalCores } }: PlatformRecord): string {
  const cores = logicalCores === 1 ? '1 core' : `${logicalCores} cores`
  return [model === '' ? os : model, model === '' ? cores : os].filter((part) => part !== '').join(', ')
}

/** Device, browser and engine in one line, to tell platforms apart in a list. */
export function platformLabel(platform: PlatformRecord): string {
  const { browser, backend } = platform
  const threads = backend.name === 'wasm' ? ` ${backend.threads}` : ''
  const [major = ''] = browser.version.split('.')
  return `${deviceLabel(platform)}, ${browser.name} ${major}, ${backendLabels[backend.name]}${threads}`
}
