import { describe, expect, it } from 'vitest'
import { RunTally } from '../../../src/app/run-tally.ts'
import type { Measurement } from '../../../src/dataset/record.ts'
import { sampleArchitecture, sampleMeasurement, samplePlatform } from '../../fixtures/records.ts'

const architecture = sampleArchitecture(0)
const wasm = samplePlatform(0)
const webgpu = samplePlatform(1)
const measured = (order: number, platform = wasm) =>
  sampleMeasurement(architecture, platform, undefined, order)
const tallyOf = (...measurements: readonly Measurement[]) => {
  const tally = new RunTally()
  for (const measurement of measurements) tally.add(measurement)
  return tally
}

describe('the tally of a run', () => {
  it('counts by engine, GPU first, whatever came first', () => {
    const rows = tallyOf(measured(0), measured(1, webgpu), measured(2)).rows()
    expect(rows.map(({ configuration, ok }) => [configuration.backend, ok])).toEqual([
      ['webgpu', 1],
      ['wasm', 2],
    ])
  })

  it('takes the median over the networks', () => {
    const [one, other] = [measured(0), measured(1)]
    const [row] = tallyOf(one, other).rows()
    const medians = [one, other].map((record) => (record.status === 'ok' ? record.latencyMs.median : NaN))
    expect(row?.medianMs).toBeCloseTo((medians[0]! + medians[1]!) / 2, 12)
    expect(row?.leastMs).toBe(Math.min(...medians))
    expect(row?.mostMs).toBe(Math.max(...medians))
  })

  it('keeps reasons with the message of the first, the most frequent first', () => {
    // The fixture skips the 8th and lets the 16th fail of every 16.
    const tally = tallyOf(measured(15), measured(7), measured(23))
    expect(tally.reasons().map(({ code, count }) => [code, count])).toEqual([
      ['exceeds-limits', 2],
      ['timeout', 1],
    ])
    expect(tally.reasons()[1]?.example).toBe('It took over 60 s.')
    expect(tally.rows()[0]).toMatchObject({ ok: 0, skipped: 2, failed: 1, medianMs: null })
  })

  it('does not count second visits and canaries as networks', () => {
    const record = measured(0)
    const again: Measurement = { ...record, context: { ...record.context, tags: ['revisit'] } }
    const canary: Measurement = { ...record, context: { ...record.context, tags: ['canary'] } }
    expect(tallyOf(record, again, canary).rows()[0]?.ok).toBe(1)
  })
})
