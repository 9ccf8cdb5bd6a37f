interface Toast {
  readonly id: number
  readonly sentence: string
  /** What can be done about it, such as Undo. */
  readonly action: { readonly name: string; readonly run: () => void } | null
}

/** Long enough to read and to reach the button (WCAG 2.2.1 asks for a way to keep it: focus or hover holds it). */
const shownMs = 12_000

/** One short message at a time, at the foot of the page. */
export class Toasts {
  #current: Toast | null = $state.raw(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  #count = 0

  get current(): Toast | null {
    return this.#current
  }

  show(sentence: string, action: Toast['action'] = null): void {
    this.#count++
    this.#current = { id: this.#count, sentence, action }
    this.release()
  }

  /** Keeps the message while it is looked at. */
  hold(): void {
    clearTimeout(this.#timer)
  }

  release(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.dismiss(), shownMs)
  }

  dismiss(): void {
    clearTimeout(this.#timer)
    this.#current = null
  }
}
