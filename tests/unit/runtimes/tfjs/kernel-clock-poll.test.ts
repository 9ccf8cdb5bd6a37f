import { describe, expect, it } from 'vitest'
import { waitForAnswers, type TimerQueries } from '../../../../src/runtimes/tfjs/kernel-clock-poll.ts'

/** A GPU whose queries answer after so many pauses each, and what happens to it at a pause. */
function answering(
  after: readonly number[],
  happens: { readonly disturbedAt?: number; readonly lostAt?: number } = {},
) {
  let pauses = 0
  let isTold = false
  const queries: TimerQueries = {
    count: after.length,
    isAnswered: (query) => pauses >= (after[query] ?? 0),
    elapsedNs: (query) => 1000 * (query + 1),
    wasDisturbed() {
      const isDisturbed = !isTold && happens.disturbedAt !== undefined && pauses >= happens.disturbedAt
      isTold ||= isDisturbed
      return isDisturbed
    },
    isLost: () => happens.lostAt !== undefined && pauses >= happens.lostAt,
  }
  const patience = {
    limitMs: 100,
    // A millisecond for each pause.
    now: () => pauses,
    async pause() {
      pauses++
    },
  }
  return { answers: () => waitForAnswers(queries, patience), pauses: () => pauses }
}

describe('waiting for timer queries', () => {
  it('gives all answers in order, whichever comes first', async () => {
    expect(await answering([3, 0, 7]).answers()).toEqual([1000, 2000, 3000])
  })

  it('of which there are none waits for nothing', async () => {
    const none = answering([])
    expect(await none.answers()).toEqual([])
    expect(none.pauses()).toBe(0)
  })

  it('ends at once where the clock was disturbed, also where the query would never answer', async () => {
    const disturbed = answering([1, Infinity], { disturbedAt: 2 })
    expect(await disturbed.answers()).toBeNull()
    expect(disturbed.pauses()).toBe(2)
  })

  it('gives nothing where the clock was disturbed together with the last answer', async () => {
    expect(await answering([0, 4], { disturbedAt: 4 }).answers()).toBeNull()
  })

  it('gives nothing where the clock is disturbed after the last answer, before it is read', async () => {
    const said = [false, true]
    const queries: TimerQueries = {
      count: 1,
      isAnswered: () => true,
      elapsedNs: () => 1000,
      wasDisturbed: () => said.shift() ?? false,
      isLost: () => false,
    }
    const pause = async () => undefined
    expect(await waitForAnswers(queries, { limitMs: 100, now: () => 0, pause })).toBeNull()
  })

  it('ends with a fault where a query never answers, and tells how many', async () => {
    const silent = answering([1, Infinity, Infinity])
    await expect(silent.answers()).rejects.toMatchObject({
      code: 'timeout',
      message: '2 of 3 timer queries did not answer within 0.1 s.',
    })
    expect(silent.pauses()).toBe(100)
  })

  it('ends with a fault where the context is lost meanwhile', async () => {
    const lost = answering([Infinity], { lostAt: 5 })
    await expect(lost.answers()).rejects.toMatchObject({ code: 'context-lost' })
    expect(lost.pauses()).toBe(5)
  })
})
