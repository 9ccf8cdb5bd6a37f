/** A run as its guard sees it. */
export interface GuardedRun {
  /** Paused, or about to be, by the person: only they let it go on. */
  isPausedByHand(): boolean
  /** Pauses at once; the network at hand is measured again. */
  pause(reason: string): void
  resume(): void
}

type Cause = 'hidden' | 'battery'
const reasons: Record<Cause, string> = {
  hidden: 'The page is not visible, so nothing is measured. It goes on when you come back.',
  battery:
    'The battery is below 15 %, where devices slow down. The run goes on when it is charged, or when you press Resume.',
}

/**
 * What keeps a run from measuring, several causes at once perhaps. Each one spoils the network at hand, whoever has
 * paused; the run goes on when the last one is over, unless the person has paused it.
 */
export class Interruptions {
  readonly #causes = new Set<Cause>()

  constructor(private readonly run: GuardedRun) {}

  follow(cause: Cause, isSo: boolean): void {
    if (isSo === this.#causes.has(cause)) return
    if (isSo) {
      this.#causes.add(cause)
      this.run.pause(reasons[cause])
      return
    }
    this.#causes.delete(cause)
    const [left] = this.#causes
    // Paused already: this only says why it still is.
    if (left !== undefined) this.run.pause(reasons[left])
    else if (!this.run.isPausedByHand()) this.run.resume()
  }

  /** Something that is over at once: the network at hand is measured again. */
  spoil(reason: string): void {
    // What pauses the run has spoilt that network already.
    if (this.#causes.size > 0) return
    this.run.pause(reason)
    if (!this.run.isPausedByHand()) this.run.resume()
  }

  /** The run goes on whatever the causes, or is over. */
  forget(): void {
    this.#causes.clear()
  }
}
