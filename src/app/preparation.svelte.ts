import type { DrawingWatch } from './campaign-building.ts'

/** The time before a campaign, while its networks are drawn: how far that is, and its end by hand. */
export class Preparation {
  #drawn = $state(0)
  #controller: AbortController | undefined

  /** Networks that are drawn so far. */
  get drawn(): number {
    return this.#drawn
  }

  begin(): DrawingWatch {
    const controller = new AbortController()
    this.#controller = controller
    this.#drawn = 0
    const tell = (drawn: number) => {
      this.#drawn = drawn
    }
    return { signal: controller.signal, tell }
  }

  cancel(): void {
    this.#controller?.abort()
  }
}
