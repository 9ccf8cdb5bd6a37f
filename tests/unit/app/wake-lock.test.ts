import { afterEach, describe, expect, it, vi } from 'vitest'
import { WakeLock } from '../../../src/app/wake-lock.ts'

/** A browser's wake lock, as far as the specification says what a page sees of it. */
function browser() {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  const sentinels: (EventTarget & { released: boolean; release: () => Promise<void> })[] = []
  const request = () => {
    const sentinel = Object.assign(new EventTarget(), {
      released: false,
      release: () => {
        sentinel.released = true
        sentinel.dispatchEvent(new Event('release'))
        return Promise.resolve()
      },
    })
    sentinels.push(sentinel)
    return Promise.resolve(sentinel)
  }
  vi.stubGlobal('document', page)
  vi.stubGlobal('navigator', { wakeLock: { request } })
  return { page, sentinels }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the wake lock', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('is asked for again when it is lost while the page is seen, which is told', async () => {
    const { sentinels } = browser()
    let [lost, nowMs] = [0, 0]
    const lock = new WakeLock(
      () => lost++,
      () => nowMs,
    )
    await lock.hold()
    nowMs = 60_000
    await sentinels[0]!.release()
    await settled()
    expect([lost, sentinels.length]).toEqual([1, 2])
  })

  it('is not asked for again and again where the browser takes it at once', async () => {
    const { sentinels } = browser()
    const lock = new WakeLock(
      () => undefined,
      () => 0,
    )
    await lock.hold()
    await sentinels[0]!.release()
    await settled()
    expect(sentinels).toHaveLength(1)
  })

  it('comes back with the page, and tells nothing of a hidden one', async () => {
    const { page, sentinels } = browser()
    let lost = 0
    const lock = new WakeLock(() => lost++)
    await lock.hold()
    page.visibilityState = 'hidden'
    await sentinels[0]!.release()
    page.visibilityState = 'visible'
    page.dispatchEvent(new Event('visibilitychange'))
    await settled()
    expect([lost, sentinels.length]).toEqual([0, 2])
  })

  it('that comes after the run is let go at once', async () => {
    const { sentinels } = browser()
    let lost = 0
    const lock = new WakeLock(() => lost++)
    const holding = lock.hold()
    await lock.release()
    await holding
    expect(sentinels.map(({ released }) => released)).toEqual([true])
    expect(lost).toBe(0)
  })
})
