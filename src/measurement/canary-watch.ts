/**
 * `gate`: a GPU's clock has few states, so samples at another one are told apart and taken again.
 * `correct`: a CPU core shared with others has no states, only more or less of itself: samples are scaled.
 */
export type CanaryRole = 'gate' | 'correct'

/**
 * Watches the clock canary around the samples of one timing (METHODS.md, the clock canary): a small kernel of fixed work, once
 * before the first sample and after each. On a GPU whose clock nobody reports, gating took the spread of repeated
 * networks from 6-13 % to 0.2-0.8 %; what scaling does on a shared CPU is in METHODS.md.
 */
export class CanaryWatch {
  readonly #canaryMs: number[] = []

  /**
   * @param bestMs best canary so far in this campaign.
   * @param tolerance share above the best within which a canary is at the best clock state.
   */
  constructor(
    private bestMs: number,
    private readonly tolerance: number,
    private readonly role: CanaryRole,
  ) {}

  /** Notes a canary: one before the first sample, then one after each. */
  note(timeMs: number): void {
    // A clock of a GPU may step backwards: that is no time, and it is kept as 0.
    this.#canaryMs.push(timeMs > 0 ? timeMs : 0)
    if (timeMs > 0 && timeMs < this.bestMs) this.bestMs = timeMs
  }

  /** Null while no canary gave a time. */
  get bestCanaryMs(): number | null {
    return Number.isFinite(this.bestMs) ? this.bestMs : null
  }

  get canaryMs(): readonly number[] {
    return this.#canaryMs
  }

  /** Positions of the samples at another clock state, judged by the best that is known now; none where it corrects. */
  offState(): number[] {
    if (this.role === 'correct') return []
    const limitMs = this.bestMs * (1 + this.tolerance)
    const isOff = (timeMs: number | undefined) => timeMs === undefined || timeMs > limitMs || timeMs <= 0
    return this.#canaryMs.slice(1).flatMap((_, sample) => {
      return isOff(this.#canaryMs[sample]) || isOff(this.#canaryMs[sample + 1]) ? [sample] : []
    })
  }

  /** Each sample divided by how much slower the canaries around it ran than the best; null where it cannot tell. */
  corrected(samples: readonly number[]): number[] | null {
    if (this.role === 'gate' || this.bestCanaryMs === null) return null
    return samples.map((sample, index) => {
      const [before = 0, after = 0] = this.#canaryMs.slice(index, index + 2)
      const aroundMs = Math.sqrt(before * after)
      return aroundMs > 0 ? (sample * this.bestMs) / aroundMs : sample
    })
  }
}
