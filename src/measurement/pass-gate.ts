/** How passes with the clock around each kernel are judged by their clock canaries (METHODS.md, the clock canary). */
export class PassGate {
  #bestMs: number

  /**
   * @param bestMs best canary of the campaign so far; infinite before the first
   * @param tolerance share above the best within which a canary is at the best clock state
   * @param isGating false where canaries say nothing, as on software rendering
   */
  constructor(
    bestMs: number,
    private readonly tolerance: number,
    private readonly isGating: boolean,
  ) {
    this.#bestMs = bestMs
  }

  /** Notes the canaries before and after a pass; those of 0 or less are no times. */
  note(canaryMs: readonly [number, number] | null): void {
    for (const timeMs of canaryMs ?? []) if (timeMs > 0) this.#bestMs = Math.min(this.#bestMs, timeMs)
  }

  /** Whether a pass ran at another clock state than the best that is known now. */
  isOff(canaryMs: readonly [number, number] | null): boolean {
    if (!this.isGating || !canaryMs) return false
    const limitMs = this.#bestMs * (1 + this.tolerance)
    return canaryMs.some((timeMs) => timeMs <= 0 || timeMs > limitMs)
  }
}
