import { afterEach, expect, it, vi } from 'vitest'
import { whyNotDelete } from '../../../src/app/may-delete.ts'

const withLocks = (...names: string[]) =>
  vi.stubGlobal('navigator', {
    locks: { query: () => Promise.resolve({ held: names.map((name) => ({ name })) }) },
  })
afterEach(() => void vi.unstubAllGlobals())

it('deletes nothing under a run of this tab, with or without Web Locks', async () => {
  vi.stubGlobal('navigator', {})
  expect(await whyNotDelete(true)).toContain('Cancel it on the Run page')
})

it('deletes nothing under a run of another tab', async () => {
  withLocks('inferometer-run')
  expect(await whyNotDelete(false)).toContain('another tab')
})

it('deletes where nothing measures', async () => {
  withLocks('something-else')
  expect(await whyNotDelete(false)).toBeNull()
})
