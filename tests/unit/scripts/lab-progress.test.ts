import { expect, test } from 'vitest'
import { RunWatch } from '../../../scripts/lab/progress.ts'

const still = { progress: null, detail: '', alert: '' }

test('what is new is told once, in one line', () => {
  const watch = new RunWatch(0)
  expect(watch.see({ progress: '1 of 9\n  done', detail: '', alert: '' }, 1)).toEqual({
    line: '1 of 9 done',
    end: null,
  })
  expect(watch.see({ progress: '1 of 9\n  done', detail: '', alert: '' }, 2)).toEqual({
    line: null,
    end: null,
  })
  expect(watch.see({ progress: '2 of 9 done', detail: '', alert: '' }, 3).line).toBe('2 of 9 done')
})

test('what stands beside the progress is told with it, and is no progress by itself', () => {
  const watch = new RunWatch(0)
  expect(watch.see({ progress: '1 of 9', detail: '· Now a', alert: '' }, 0).line).toBe('1 of 9 · Now a')
  expect(watch.see({ progress: '1 of 9', detail: '· Now b', alert: '' }, 0).line).toBeNull()
  expect(watch.see({ progress: '1 of 9', detail: '· Now c', alert: '' }, 600_001).end).not.toBeNull()
})

test('an alert while the run goes on is told and ends nothing', () => {
  const watch = new RunWatch(0)
  expect(watch.see({ progress: '1 of 9', detail: '', alert: 'Warm.' }, 0)).toEqual({
    line: '1 of 9 Warm.',
    end: null,
  })
  expect(watch.see({ progress: '1 of 9', detail: '', alert: 'Warm.' }, 120_000).end).toBeNull()
})

test('an alert without a run ends the wait, after time enough for a delivery', () => {
  const watch = new RunWatch(0)
  const look = { progress: null, detail: '', alert: 'The run stopped: no reason.' }
  expect(watch.see(look, 1000)).toEqual({ line: 'The run stopped: no reason.', end: null })
  expect(watch.see(look, 60_000).end).toBeNull()
  expect(watch.see(look, 61_001).end).toBe('The run stopped: no reason.')
})

test('a page on which nothing moves is given up, whatever it shows', () => {
  for (const look of [still, { progress: '3 of 9', detail: '', alert: '' }]) {
    const watch = new RunWatch(0)
    watch.see(look, 0)
    expect(watch.see(look, 600_000).end).toBeNull()
    expect(watch.see(look, 600_001).end).toBe('Nothing has moved for 600 s, so the run was given up.')
  }
})

test('a page that moves is waited for without end', () => {
  const watch = new RunWatch(0)
  for (let i = 1; i < 100; i++)
    expect(watch.see({ progress: `${i} of 100`, detail: '', alert: '' }, i * 500_000).end).toBeNull()
})
