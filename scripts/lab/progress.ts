import type { Page } from 'playwright'

/** What the Run page shows at one moment. */
export interface Look {
  /** Text of the progress bar; null where there is none: before a run and after it. */
  readonly progress: string | null
  /** What stands beside it: the network, the time left. Told with the progress, but no progress by itself. */
  readonly detail: string
  /** Text of its alerts; empty where there is none. */
  readonly alert: string
}

/** An alert without a run means that it stopped, but its data set may still be on its way. */
const stoppedMs = 60_000
/** Longer than the longest time-out of one item and all its pauses for cooling down. */
const stillMs = 600_000

/** Tells from one look after another what is new and whether a run is still worth waiting for. */
export class RunWatch {
  #said = ''
  #movedAtMs: number

  constructor(nowMs: number) {
    this.#movedAtMs = nowMs
  }

  /**
   * @param nowMs time of the look, on any clock that only grows.
   * @returns `line`: what to tell, null where nothing is new; `end`: why the run is given up, null while it is not.
   */
  see({ progress, detail, alert }: Look, nowMs: number): { line: string | null; end: string | null } {
    const line = oneLine(`${progress ?? ''} ${alert}`)
    const isNew = line !== '' && line !== this.#said
    if (isNew) {
      this.#said = line
      this.#movedAtMs = nowMs
    }
    const told = oneLine(`${progress ?? ''} ${detail} ${alert}`)
    return { line: isNew ? told : null, end: this.#endOf(progress, oneLine(alert), nowMs - this.#movedAtMs) }
  }

  #endOf(progress: string | null, alert: string, forMs: number): string | null {
    if (progress === null && alert !== '' && forMs > stoppedMs) return alert
    return forMs > stillMs ? `Nothing has moved for ${stillMs / 1000} s, so the run was given up.` : null
  }
}

/** Reads the Run page; a page that is just loading or dead shows nothing. */
export async function lookAt(page: Page): Promise<Look> {
  try {
    const alerts = await page.getByRole('alert').allInnerTexts()
    const [shown] = await page.getByRole('progressbar', { name: 'Campaign progress' }).evaluateAll((bars) =>
      bars.map((bar) => ({
        progress: bar.getAttribute('aria-valuetext'),
        // Pairs of a name and a value beside the bar: Now, Time left, Drift.
        detail: [...(bar.closest('section')?.querySelectorAll('dl > div') ?? [])]
          .map((pair) => `· ${pair.textContent}`)
          .join(' '),
      })),
    )
    return { progress: shown?.progress ?? null, detail: shown?.detail ?? '', alert: alerts.join(' ') }
  } catch {
    return { progress: null, detail: '', alert: '' }
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
