import { describe, expect, it } from 'vitest'
import { Interruptions } from '../../../src/app/interruptions.ts'

/** A run that only notes what it is told. */
function watched() {
  const told: string[] = []
  const run = {
    isByHand: false,
    isPausedByHand: () => run.isByHand,
    pause: (reason: string) => void told.push(`pause: ${reason.split(/[ ,]/).slice(0, 3).join(' ')}`),
    resume: () => void told.push('resume'),
  }
  return { run, told, interruptions: new Interruptions(run) }
}

describe('what interrupts a run', () => {
  it('lets it go on when it is over', () => {
    const { told, interruptions } = watched()
    interruptions.follow('hidden', true)
    interruptions.follow('hidden', true)
    interruptions.follow('hidden', false)
    expect(told).toEqual(['pause: The page is', 'resume'])
  })

  it('keeps it paused while hidden when the battery is charged', () => {
    const { told, interruptions } = watched()
    interruptions.follow('battery', true)
    interruptions.follow('hidden', true)
    interruptions.follow('battery', false)
    expect(told).toEqual(['pause: The battery is', 'pause: The page is', 'pause: The page is'])
    interruptions.follow('hidden', false)
    expect(told.at(-1)).toBe('resume')
  })

  it('keeps it paused on a low battery when the page is seen again, and says that this is why', () => {
    const { told, interruptions } = watched()
    interruptions.follow('hidden', true)
    interruptions.follow('battery', true)
    interruptions.follow('hidden', false)
    expect(told).toEqual(['pause: The page is', 'pause: The battery is', 'pause: The battery is'])
    interruptions.follow('battery', false)
    expect(told.at(-1)).toBe('resume')
  })

  it('spoils the network at hand although the person is pausing, and does not resume for them', () => {
    const { run, told, interruptions } = watched()
    run.isByHand = true
    interruptions.follow('hidden', true)
    interruptions.follow('hidden', false)
    interruptions.spoil('The browser stopped it.')
    expect(told).toEqual(['pause: The page is', 'pause: The browser stopped'])
  })

  it('does not pause again for what the person has overruled', () => {
    const { told, interruptions } = watched()
    interruptions.follow('battery', true)
    interruptions.forget()
    interruptions.follow('battery', false)
    interruptions.follow('hidden', true)
    interruptions.follow('hidden', false)
    expect(told).toEqual(['pause: The battery is', 'pause: The page is', 'resume'])
  })

  it('spoils the network at hand once where something was over at once', () => {
    const { told, interruptions } = watched()
    interruptions.spoil('The browser stopped it.')
    expect(told).toEqual(['pause: The browser stopped', 'resume'])
    interruptions.follow('hidden', true)
    interruptions.spoil('The browser stopped it.')
    expect(told).toHaveLength(3)
  })
})
