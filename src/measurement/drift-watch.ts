import { relativeHalfWidth } from './statistics.ts'
import type { Timing } from '../dataset/record.ts'
import type { Protocol } from './protocol.ts'

/** Cooling may take this share of the time that a campaign has run: on a noisy machine nothing would be measured. */
const mostCoolingShare = 0.2

/** How the canary network stands against its best of the campaign, on one configuration (METHODS.md, the protocol). */
export class DriftWatch {
  #bestMs: number
  #drift: number | null = null
  #coolings = 0

  /** @param bestMs best canary network of the campaign so far, where it is resumed. */
  constructor(
    private readonly protocol: Protocol,
    bestMs = Infinity,
  ) {
    this.#bestMs = bestMs
  }

  /** Null before the first canary. */
  get bestMs(): number | null {
    return Number.isFinite(this.#bestMs) ? this.#bestMs : null
  }

  /** A new block: what the last canary said is old, and cooling may begin anew. */
  beginBlock(): void {
    this.#drift = null
    this.#coolings = 0
  }

  /** Canary now over its best, minus 1; null before the first canary. */
  get drift(): number | null {
    return this.#drift
  }

  get isMarked(): boolean {
    return this.#drift !== null && this.#drift > this.protocol.driftMarked
  }

  note(timing: Timing): void {
    this.#bestMs = Math.min(this.#bestMs, timing.median)
    this.#drift = this.#bestMs > 0 ? timing.median / this.#bestMs - 1 : 0
  }

  /**
   * How long to cool down before going on; 0 when there is no need. A canary whose own interval is wider than the
   * drift tells of neighbours on the machine, not of heat: waiting would not help.
   *
   * @param campaignMs time since the campaign began; @param cooledMs time that was spent cooling.
   */
  coolDownMs(timing: Timing, campaignMs: number, cooledMs: number): number {
    const { driftCooled, coolDownMs } = this.protocol
    const isClear = relativeHalfWidth(timing) < driftCooled / 2
    if (this.#drift === null || this.#drift <= driftCooled || !isClear) {
      this.#coolings = 0
      return 0
    }
    const nextMs = coolDownMs[this.#coolings] ?? 0
    if (cooledMs + nextMs > mostCoolingShare * (campaignMs + nextMs)) return 0
    this.#coolings++
    return nextMs
  }
}
