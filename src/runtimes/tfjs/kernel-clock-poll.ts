import { RuntimeFault } from '../runtime.ts'

/** Queries of elapsed time that were asked, apart from the GPU that answers them. */
export interface TimerQueries {
  readonly count: number
  isAnswered(query: number): boolean
  elapsedNs(query: number): number
  /** Whether the clock was disturbed since the last call: the driver tells it once. */
  wasDisturbed(): boolean
  /** Whether there is nobody left to answer. */
  isLost(): boolean
}

/** How the wait goes on. */
export interface Patience {
  readonly limitMs: number
  now(): number
  /** Lets the browser work: answers come between tasks only. */
  pause(): Promise<void>
}

/**
 * Elapsed times in nanoseconds, in the order of the queries; null where the clock was disturbed meanwhile (a GPU that
 * was reset, or changed its clock): then none of them counts.
 * @throws {RuntimeFault} `timeout` where a query does not answer, `context-lost`
 */
export async function waitForAnswers(
  queries: TimerQueries,
  { limitMs, now, pause }: Patience,
): Promise<number[] | null> {
  const endMs = now() + limitMs
  let answered = 0
  for (;;) {
    if (queries.isLost())
      throw new RuntimeFault('context-lost', 'The WebGL context was lost while kernels were timed.')
    // A disturbed query may never answer.
    if (queries.wasDisturbed()) return null
    while (answered < queries.count && queries.isAnswered(answered)) answered++
    if (answered === queries.count) break
    if (now() >= endMs)
      throw new RuntimeFault(
        'timeout',
        `${queries.count - answered} of ${queries.count} timer queries did not answer within ${limitMs / 1000} s.`,
      )
    await pause()
  }
  const elapsedNs = Array.from({ length: queries.count }, (_, query) => queries.elapsedNs(query))
  return queries.wasDisturbed() ? null : elapsedNs
}
