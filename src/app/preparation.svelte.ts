import type { DrawingWatch } from './campaign-building.ts'

/** The time before a campaign, while its networks are drawn: how far that is, and its end by hand. */
export class Preparation {
  #drawn = $state(0)
  #chosenShare = $state<number | null>(null)
  #controller: AbortController | undefined

  /** Networks that are drawn so far. */
  get drawn(): number {
    return this.#drawn
  }

  /** Share of the choice among those that is done; null while they are drawn. */
  get chosenShare(): number | null {
    return this.#chosenShare
  }

  begin(): DrawingWatch {
    const controller = new AbortController()
    this.#controller = controller
    this.#drawn = 0
    this.#chosenShare = null
    const tell = (drawn: number, chosenShare: number | null = null) => {
      this.#drawn = drawn
      this.#chosenShare = chosenShare
    }
    return { signal: controller.signal, tell }
  }

  cancel(): void {
    this.#controller?.abort()
  }
}
