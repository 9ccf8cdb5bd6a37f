import { describe, expect, it } from 'vitest'
import { Cancelled, RunControl } from '../../../src/measurement/run-control.ts'

describe('the control of a run', () => {
  it('holds while paused and goes on when resumed', async () => {
    const control = new RunControl()
    control.pause('Paused by you.', null)
    expect(control.pauseNote).toBe('Paused by you.')
    let isRunning = false
    const waiting = control.whenRunning().then(() => {
      isRunning = true
    })
    await Promise.resolve()
    expect(isRunning).toBe(false)
    control.resume()
    await waiting
    expect(isRunning).toBe(true)
  })

  it('tells once what disturbed an item, and nothing of a pause that lets it finish', () => {
    const control = new RunControl()
    control.pause('Paused by you.', null)
    expect(control.takeDisturbance()).toBeNull()
    control.pause('The page is hidden.', 'The page is hidden.')
    expect(control.takeDisturbance()).toBe('The page is hidden.')
    expect(control.takeDisturbance()).toBeNull()
  })

  it('cancels whatever is waited for', async () => {
    const control = new RunControl()
    const waiting = control.untilCancelled(new Promise(() => {}))
    control.pause('Paused by you.', null)
    const paused = control.whenRunning()
    control.cancel()
    await expect(waiting).rejects.toBeInstanceOf(Cancelled)
    await expect(paused).rejects.toBeInstanceOf(Cancelled)
    await expect(control.untilCancelled(Promise.resolve(1))).rejects.toBeInstanceOf(Cancelled)
  })
})
