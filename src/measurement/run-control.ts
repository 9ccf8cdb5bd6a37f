/** Thrown through a campaign when it is cancelled; never an error. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** Pause, resume, cancel and disturbances of a campaign, from any moment of it. */
export class RunControl {
  #pauseNote: string | null = null
  #resume: (() => void) | null = null
  #disturbance: string | null = null
  readonly #abort = new AbortController()

  /** @param disturbance what spoils the item that is being measured now; null lets it finish. */
  pause(note: string, disturbance: string | null): void {
    this.#pauseNote = note
    this.#disturbance ??= disturbance
  }

  resume(): void {
    this.#pauseNote = null
    this.#resume?.()
    this.#resume = null
  }

  cancel(): void {
    this.#abort.abort(new Cancelled('The campaign was cancelled.'))
    this.resume()
  }

  /** One sentence while paused, else null. */
  get pauseNote(): string | null {
    return this.#pauseNote
  }

  /** What spoilt the item since the last call, if anything did. */
  takeDisturbance(): string | null {
    const disturbance = this.#disturbance
    this.#disturbance = null
    return disturbance
  }

  /** Returns when not paused. @throws {Cancelled} */
  async whenRunning(): Promise<void> {
    while (this.#pauseNote !== null && !this.#abort.signal.aborted)
      await new Promise<void>((resolve) => {
        this.#resume = resolve
      })
    this.#abort.signal.throwIfAborted()
  }

  /** The value of `work`, given up at once when the campaign is cancelled. @throws {Cancelled} */
  async untilCancelled<Value>(work: Promise<Value>): Promise<Value> {
    const { signal } = this.#abort
    // Given up or not, its own failure is nobody's any more.
    work.catch(() => undefined)
    signal.throwIfAborted()
    let giveUp: (() => void) | undefined
    const cancelled = new Promise<never>((_, reject) => {
      giveUp = () => {
        reject(signal.reason as Cancelled)
      }
      signal.addEventListener('abort', giveUp)
    })
    try {
      return await Promise.race([work, cancelled])
    } finally {
      if (giveUp) signal.removeEventListener('abort', giveUp)
    }
  }

  /** Waits, unless cancelled. @throws {Cancelled} */
  async wait(delayMs: number): Promise<void> {
    await this.untilCancelled(new Promise((resolve) => setTimeout(resolve, delayMs)))
  }
}
