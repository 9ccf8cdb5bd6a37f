/** One fault as it is kept for "Copy details". */
interface LoggedError {
  readonly at: string
  readonly message: string
  readonly stack: string
}

/** What a person sees of a fault. */
export interface Notice {
  readonly id: number
  /** What happened, what was kept, what to do. */
  readonly sentence: string
}

const mostKept = 50

/**
 * The one place where faults end up: of the page, of workers, of engines, of storage. Nothing leaves the device; the
 * details can be copied by hand.
 */
export class ErrorLog {
  #entries: readonly LoggedError[] = []
  #notice: Notice | null = $state.raw(null)
  #count = 0

  /** The latest fault that the reader has not put away. */
  get notice(): Notice | null {
    return this.#notice
  }

  /** Listens to what nobody caught. */
  listen(): void {
    window.addEventListener('error', (event) => {
      // A ResizeObserver that needs a second frame is a notification, not a fault (Chrome, Safari).
      if (event.message.startsWith('ResizeObserver loop')) return
      this.report(event.error ?? event.message)
    })
    window.addEventListener('unhandledrejection', (event) => this.report(event.reason))
  }

  /** Logs a fault and, unless `sentence` is null, tells the reader. */
  report(fault: unknown, sentence?: string | null): void {
    if (fault instanceof DOMException && fault.name === 'AbortError') return
    this.#entries = [...this.#entries, entryOf(fault)].slice(-mostKept)
    if (sentence === null) return
    this.#count++
    this.#notice = { id: this.#count, sentence: sentence ?? unexpected }
  }

  dismiss(): void {
    this.#notice = null
  }

  /** All that helps to understand a fault, as text: version, browser, the last entries. */
  details(): string {
    const head = [
      `Inferometer ${__APP_VERSION__} (${__APP_COMMIT__})`,
      navigator.userAgent,
      `isolated: ${window.crossOriginIsolated}, hash: ${window.location.hash.slice(0, 200)}`,
    ]
    return [...head, ...this.#entries.map(({ at, message, stack }) => `${at} ${message}\n${stack}`)].join(
      '\n',
    )
  }
}

const unexpected =
  'Something went wrong that this page did not expect. Everything that was measured is kept; reload the page to go on.'

function entryOf(fault: unknown): LoggedError {
  const at = new Date().toISOString()
  if (fault instanceof Error)
    return { at, message: `${fault.name}: ${fault.message}`, stack: fault.stack ?? '' }
  return { at, message: String(fault), stack: '' }
}
