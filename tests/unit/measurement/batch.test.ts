import { describe, expect, it } from 'vitest'
import { batchSize, leastSampleMs } from '../../../src/measurement/batch.ts'
import { standardProtocol } from '../../../src/measurement/protocol.ts'

/** A backend that takes `fixedMs` for a sync and `eachMs` for an inference. */
const backend = (fixedMs: number, eachMs: number) => (batch: number) =>
  Promise.resolve(fixedMs + eachMs * batch)

describe('the shortest sample', () => {
  it('is 50 steps of the clock, or 10 syncs, or 5 ms, whichever is longest', () => {
    expect(leastSampleMs(standardProtocol, { clockStepUs: 5, syncFloorMs: 0 })).toBe(5)
    expect(leastSampleMs(standardProtocol, { clockStepUs: 1000, syncFloorMs: 0 })).toBe(50)
    expect(leastSampleMs(standardProtocol, { clockStepUs: 5, syncFloorMs: 3.3 })).toBe(33)
  })

  it('never makes the device unresponsive', () => {
    expect(leastSampleMs(standardProtocol, { clockStepUs: 10_000, syncFloorMs: 50 })).toBe(
      standardProtocol.mostSampleMs,
    )
  })
})

describe('the batch', () => {
  const floor = { clockStepUs: 5, syncFloorMs: 0 }

  it('is one inference where that lasts long enough', async () => {
    expect(await batchSize(standardProtocol, floor, 20, backend(0, 30))).toBe(1)
  })

  it('grows until a sample lasts long enough', async () => {
    const batch = await batchSize(standardProtocol, floor, 20, backend(0, 0.2))
    expect(batch * 0.2).toBeGreaterThanOrEqual(5)
    expect(batch * 0.2).toBeLessThan(10)
  })

  it('looks through a wait that is much longer than one inference', async () => {
    const syncBound = { clockStepUs: 5, syncFloorMs: 3 }
    const batch = await batchSize(standardProtocol, syncBound, 6, backend(3.3, 0.12))
    expect(3.3 + batch * 0.12).toBeGreaterThanOrEqual(20)
  })

  it('keeps few submissions in flight, also where the clock shows nothing', async () => {
    expect(await batchSize(standardProtocol, floor, 480, backend(0, 0.001))).toBeLessThanOrEqual(2)
    expect(await batchSize(standardProtocol, floor, 1, backend(0, 0))).toBeLessThanOrEqual(960)
  })
})
