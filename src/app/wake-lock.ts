/** A lock that was lost sooner than this would be lost again at once. */
const leastHeldMs = 5_000

/**
 * Keeps the screen on during a run: a screen that goes dark slows the device down and hides the page. The browser
 * takes the lock away whenever the page is hidden, so it is asked for again when the page comes back; and it may take
 * it from a page that is to be seen (saving energy, say), which is told and answered by asking again.
 */
export class WakeLock {
  #sentinel: WakeLockSentinel | null = null
  #isWanted = false

  /**
   * @param onLost the browser took the lock while the page was to be seen
   * @param now in ms, any clock that only grows
   */
  constructor(
    private readonly onLost: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.#request()
    })
  }

  async hold(): Promise<void> {
    this.#isWanted = true
    await this.#request()
  }

  async release(): Promise<void> {
    this.#isWanted = false
    const sentinel = this.#sentinel
    this.#sentinel = null
    await sentinel?.release()
  }

  async #request(): Promise<void> {
    if (!('wakeLock' in navigator) || !this.#isWanted || this.#sentinel) return
    try {
      const sentinel = await navigator.wakeLock.request('screen')
      // No longer wanted, or a second answer to the same wish.
      if (this.#isNeedless()) return await sentinel.release()
      this.#sentinel = sentinel
      const heldSinceMs = this.now()
      sentinel.addEventListener('release', () => this.#lose(sentinel, this.now() - heldSinceMs))
    } catch {
      // Refused with an empty battery or by policy: the run goes on, the campaign notices a hidden page by itself.
    }
  }

  #isNeedless(): boolean {
    return !this.#isWanted || this.#sentinel !== null
  }

  #lose(sentinel: WakeLockSentinel, heldMs: number): void {
    if (this.#sentinel === sentinel) this.#sentinel = null
    if (!this.#isWanted || document.visibilityState !== 'visible') return
    this.onLost()
    if (heldMs >= leastHeldMs) void this.#request()
  }
}
