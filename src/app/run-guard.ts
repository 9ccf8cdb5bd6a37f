import { watchBattery } from './battery.ts'
import { Interruptions, type GuardedRun } from './interruptions.ts'
import { WakeLock } from './wake-lock.ts'

/**
 * Watches over the circumstances of one run: keeps the screen on, pauses while the page is hidden or the battery low,
 * and lets it go on by itself when that is over.
 */
export class RunGuard {
  #endBattery: Promise<() => void> | undefined
  readonly #interruptions: Interruptions
  readonly #wakeLock: WakeLock
  readonly #followVisibility = () =>
    this.#interruptions.follow('hidden', document.visibilityState === 'hidden')

  constructor(run: GuardedRun) {
    this.#interruptions = new Interruptions(run)
    // Samples may have seen a dark screen.
    this.#wakeLock = new WakeLock(() =>
      this.#interruptions.spoil('The browser stopped keeping the screen on.'),
    )
  }

  async begin(): Promise<void> {
    await this.#wakeLock.hold()
    document.addEventListener('visibilitychange', this.#followVisibility)
    this.#followVisibility()
    this.#endBattery = watchBattery((isLow) => this.#interruptions.follow('battery', isLow))
  }

  async end(): Promise<void> {
    document.removeEventListener('visibilitychange', this.#followVisibility)
    this.#interruptions.forget()
    await this.#wakeLock.release()
    ;(await this.#endBattery)?.()
    // A battery that changed while its watch ended says nothing to the next run.
    this.#interruptions.forget()
  }

  /** The person lets the run go on, low battery or not. */
  yield(): void {
    this.#interruptions.forget()
  }
}
