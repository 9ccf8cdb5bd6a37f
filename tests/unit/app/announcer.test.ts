import { expect, it } from 'vitest'
import { Announcer } from '../../../src/app/announcer.ts'

const measuring = (done: number) => ({ phase: 'measuring', done, total: 9, note: null }) as const

it('tells counts at most every five seconds', () => {
  const announcer = new Announcer()
  expect(announcer.say(measuring(0), 0)).toBe('0 of 9 measured.')
  expect(announcer.say(measuring(1), 4_999)).toBeNull()
  expect(announcer.say(measuring(2), 5_000)).toBe('2 of 9 measured.')
})

it('tells every new phase at once', () => {
  const announcer = new Announcer()
  const told = [
    measuring(1),
    { phase: 'paused', done: 1, total: 9, note: 'Paused by you.' } as const,
    measuring(1),
    { phase: 'cooling', done: 2, total: 9, note: 'It is hot.' } as const,
    { phase: 'done', done: 9, total: 9, note: null } as const,
  ].map((progress) => announcer.say(progress, 1))
  expect(told).toEqual([
    '1 of 9 measured.',
    'Paused after 1 of 9. Paused by you.',
    'Resumed. 1 of 9 measured.',
    'It is hot.',
    'The run is done: 9 measured.',
  ])
})

it('tells a new note of the same phase at once, and the same one not again', () => {
  const announcer = new Announcer()
  const paused = (note: string) => ({ phase: 'paused', done: 1, total: 9, note }) as const
  announcer.say(paused('The page is hidden.'), 0)
  expect(announcer.say(paused('The battery is low.'), 1)).toBe('Paused after 1 of 9. The battery is low.')
  expect(announcer.say(paused('The battery is low.'), 2)).toBeNull()
})

it('tells a failure with its reason', () => {
  const failed = { phase: 'failed', done: 1, total: 9, note: 'The disk is full.' } as const
  expect(new Announcer().say(failed, 0)).toBe(
    'The run ended early after 1 of 9. What was measured is kept. The disk is full.',
  )
})
