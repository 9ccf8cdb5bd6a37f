import { describe, expect, it } from 'vitest'
import { standardProtocol } from '../../../src/measurement/protocol.ts'
import { warmUp } from '../../../src/measurement/warm-up.ts'

const times = (time: (run: number) => number) => {
  let run = 0
  return () => Promise.resolve(time(run++))
}

describe('warm-up', () => {
  it('ends when two windows agree', async () => {
    expect(
      await warmUp(
        standardProtocol,
        times(() => 10),
      ),
    ).toEqual({ runs: 10, isStable: true })
  })

  it('goes on while times fall', async () => {
    const falling = await warmUp(
      standardProtocol,
      times((run) => (run < 15 ? 30 - run : 10)),
    )
    expect(falling.isStable).toBe(true)
    expect(falling.runs).toBeGreaterThanOrEqual(20)
  })

  it('gives up after the time allowed and says so', async () => {
    expect(
      await warmUp(
        standardProtocol,
        times(() => 400),
      ),
    ).toEqual({ runs: 3, isStable: false })
  })
})
