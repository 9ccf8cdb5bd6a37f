import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepItemTime, keptItemTimes } from '../../../src/app/item-time.ts'

/** Node.js has no storage of a page. */
function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}

beforeEach(() => void vi.stubGlobal('localStorage', storage()))
afterEach(() => void vi.unstubAllGlobals())

it('keeps the time of an item for what was measured and which kernel times were taken', () => {
  expect(keptItemTimes()).toEqual({})
  keepItemTime('networks-off', 1200.4)
  keepItemTime('networks-both', 4100)
  keepItemTime('kernels-both', 900)
  expect(keptItemTimes()).toEqual({ 'networks-off': 1200, 'networks-both': 4100, 'kernels-both': 900 })
})

it('believes no time that none can be', () => {
  localStorage.setItem('inferometer-item-ms-networks-on', '-3')
  localStorage.setItem('inferometer-item-ms-kernels-on', 'soon')
  expect(keptItemTimes()).toEqual({})
})

it('has none where storage is switched off', () => {
  vi.stubGlobal('localStorage', undefined)
  keepItemTime('networks-on', 5)
  expect(keptItemTimes()).toEqual({})
})
