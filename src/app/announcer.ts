import type { CampaignProgress } from '../measurement/progress.ts'

/** A screen reader is told numbers at most this often (conventions, A4). */
const countedMs = 5_000

type Told = Pick<CampaignProgress, 'phase' | 'done' | 'total' | 'note'>

const sentences: Record<CampaignProgress['phase'], (done: number, total: number) => string> = {
  starting: () => 'The run is starting.',
  measuring: (done, total) => `${done} of ${total} measured.`,
  cooling: () => 'The device is cooling down.',
  paused: (done, total) => `Paused after ${done} of ${total}.`,
  done: (done) => `The run is done: ${done} measured.`,
  cancelled: (done, total) => `The run was cancelled after ${done} of ${total}. What was measured is kept.`,
  failed: (done, total) => `The run ended early after ${done} of ${total}. What was measured is kept.`,
}

/** What a screen reader is told of a run: a new phase or note at once, progress alone now and then. */
export class Announcer {
  #phase: CampaignProgress['phase'] | null = null
  #note: string | null = null
  #toldAtMs = -Infinity

  /** @param nowMs any clock that only grows. @returns what to say now, or null */
  say({ phase, done, total, note }: Told, nowMs: number): string | null {
    const isNew = phase !== this.#phase || (note !== null && note !== this.#note)
    if (!isNew && nowMs - this.#toldAtMs < countedMs) return null
    const isResumed = this.#phase === 'paused' && (phase === 'measuring' || phase === 'cooling')
    this.#phase = phase
    this.#note = note
    this.#toldAtMs = nowMs
    const sentence = sentences[phase](done, total)
    if (isResumed) return `Resumed. ${note ?? sentence}`
    return note === null ? sentence : phase === 'paused' || phase === 'failed' ? `${sentence} ${note}` : note
  }
}
