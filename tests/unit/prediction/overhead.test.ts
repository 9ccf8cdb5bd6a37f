import { describe, expect, it } from 'vitest'
import { matrixOf } from '../../../src/prediction/matrix.ts'
import type { NetworkTotals } from '../../../src/prediction/overhead/forms.ts'
import { fitOverhead, totalsAt } from '../../../src/prediction/overhead/overhead.ts'
import { OverheadModel } from '../../../src/prediction/overhead/overhead-model.ts'
import { randomStream, uniform } from '../../../src/spaces/random.ts'

function networks(count: number): NetworkTotals {
  const random = randomStream(5)
  const programs = Array.from({ length: count }, () => uniform(random, 10, 60))
  const sums = Float64Array.from(programs, () => uniform(random, 100, 1500))
  return {
    sums,
    counts: matrixOf(programs.map((value) => [value])),
    traits: matrixOf(programs.map((value, row) => [value, sums[row]!])),
  }
}
const programsOf = ({ counts }: NetworkTotals, row: number) => counts.values[row]!

describe('latency of networks from sums of kernels', () => {
  it.each([
    ['sum', (sum: number, programs: number) => 50 + 1.1 * sum + 3 * programs],
    ['maximum', (sum: number, programs: number) => Math.max(sum, 20 * programs)],
  ])('finds the form: %s', async (form, latencyOf) => {
    const totals = networks(80)
    const latencies = totals.sums.map((sum, row) => latencyOf(sum, programsOf(totals, row)))
    const learning = Array.from({ length: 60 }, (_, row) => row)
    const fit = await fitOverhead(totalsAt(totals, learning), latencies.slice(0, 60), { seed: 1 })
    expect(fit.form).toBe(form)
    const predicted = fit.predict(totals)
    for (let row = 60; row < 80; row++)
      expect(Math.abs(predicted[row]! / latencies[row]! - 1)).toBeLessThan(0.02)
  })

  it('is not led astray by a host that was held up', async () => {
    const totals = networks(60)
    const truth = totals.sums.map((sum, row) => 50 + 1.1 * sum + 3 * programsOf(totals, row))
    const latencies = truth.map((latency, row) => (row % 6 === 0 ? 3 : 1) * latency)
    const { form, predict } = await fitOverhead(totals, latencies, { seed: 1 })
    expect(form).toBe('sum')
    const errors = predict(totals).map((latency, row) => Math.abs(latency / truth[row]! - 1))
    expect(Math.max(...errors)).toBeLessThan(0.02)
  })

  it('says of each network what it did not see, and loads bit for bit the same', async () => {
    const totals = networks(60)
    for (const latencyOf of [
      (sum: number, programs: number) => 50 + 1.1 * sum + 3 * programs,
      (sum: number, programs: number) => Math.max(sum, 20 * programs),
      (sum: number, programs: number) => sum * (programs > 30 ? 2 : 1),
    ]) {
      const latencies = totals.sums.map((sum, row) => latencyOf(sum, programsOf(totals, row)))
      const { model, heldOut } = await fitOverhead(totals, latencies, { seed: 1 })
      expect(heldOut).toHaveLength(60)
      const loaded = OverheadModel.load(JSON.parse(JSON.stringify(model)))
      expect(loaded.form).toBe(model.form)
      expect(loaded.predict(totals)).toEqual(model.predict(totals))
    }
  })

  it('holds groups back together', async () => {
    const totals = networks(40)
    // Four groups are too few to choose a form by.
    const groups = Array.from({ length: 40 }, (_, row) => `family ${row % 4}`)
    const latencies = totals.sums.map((sum, row) => 50 + sum * (1 + (row % 4)))
    const saidOf = async (of: Float64Array) => {
      const { heldOut } = await fitOverhead(totals, of, { seed: 1 }, groups)
      return heldOut.filter((_, row) => row % 4 === 3)
    }
    // What is said of a family does not change with what any of its members was measured to take.
    const slower = latencies.map((latency, row) => (row % 4 === 3 ? 2 : 1) * latency)
    expect(await saidOf(slower)).toEqual(await saidOf(latencies))
    await expect(fitOverhead(totals, latencies, { seed: 1 }, ['one'])).rejects.toThrow('1 groups do not fit')
  })

  it('refuses a damaged save and one of another version', async () => {
    const { model } = await fitOverhead(networks(1), Float64Array.of(700), { seed: 1 })
    const saved = JSON.parse(JSON.stringify(model)) as Record<string, unknown>
    for (const wrong of [
      null,
      { ...saved, version: 2 },
      { ...saved, name: 3 },
      { ...saved, residual: undefined },
      { ...saved, form: { kind: 'other' } },
      { ...saved, form: { kind: 'sum', linear: {} } },
      { ...saved, form: { kind: 'maximum', slope: 1, scale: -1, host: null } },
      { ...saved, form: { kind: 'maximum', slope: Infinity, scale: 1, host: null } },
    ])
      expect(() => OverheadModel.load(wrong)).toThrow(RangeError)
  })

  it('takes a single network and refuses none, or one without a latency', async () => {
    const one = networks(1)
    const { predict, form } = await fitOverhead(one, Float64Array.of(700), { seed: 1 })
    expect(form).toBe('sum of least squares')
    expect(predict(one)[0]).toBeCloseTo(700, 6)
    await expect(fitOverhead(networks(0), new Float64Array(), { seed: 1 })).rejects.toThrow('no networks')
    await expect(fitOverhead(one, Float64Array.of(0), { seed: 1 })).rejects.toThrow('network 0 is 0')
  })
})
