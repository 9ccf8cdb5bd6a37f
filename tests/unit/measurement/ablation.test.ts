import { describe, expect, it } from 'vitest'
import type { Configuration } from '../../../src/dataset/record.ts'
import { ablationsOf, deviceKey, pairsOf, ratioOf, type Timed } from '../../../src/measurement/ablation.ts'
import { medianInterval } from '../../../src/measurement/statistics.ts'
import { randomStream, uniform } from '../../../src/spaces/random.ts'
import { samplePlatform } from '../../fixtures/records.ts'

const standard: Configuration = {
  runtime: 'tfjs',
  backend: 'wasm',
  threads: 1,
  fusion: 'on',
  selection: 'standard',
  precision: 'fp32',
}
const timed = (
  change: Partial<Omit<Timed, 'configuration'>> & { configuration?: Partial<Configuration> } = {},
): Timed => ({
  architectureId: 'a',
  device: 'phone',
  time: { median: 10, low: 10, high: 10 },
  measuredAt: '2026-01-01T00:00:00.000Z',
  campaignId: 'c',
  ...change,
  configuration: { ...standard, ...change.configuration },
})
const unfused = (change: Partial<Omit<Timed, 'configuration'>> = {}) =>
  timed({ ...change, configuration: { fusion: 'off' } })

describe('pairs', () => {
  it('are of one network on one engine of one device', () => {
    const alone = [
      unfused({ architectureId: 'b' }),
      unfused({ device: 'desk' }),
      timed({ configuration: { fusion: 'off', backend: 'webgl' } }),
      timed({ configuration: { fusion: 'off', threads: 2 } }),
    ]
    expect(pairsOf([timed(), ...alone])).toEqual([])
    const variant = unfused()
    expect(pairsOf([...alone, variant, timed()])).toEqual([{ variant, standard: timed() }])
  })

  it('tell every other way of running from the standard one', () => {
    const forced = timed({ configuration: { selection: 'no-simd' } })
    const both = timed({ configuration: { selection: 'no-simd', fusion: 'off' } })
    expect(pairsOf([timed(), unfused(), forced, both]).map(({ variant }) => variant)).toEqual([
      unfused(),
      forced,
      both,
    ])
  })

  it('are of one run where there is one, then the closest in time', () => {
    const at = (minute: number) => `2026-01-01T00:0${minute}:00.000Z`
    const near = timed({ campaignId: 'other', measuredAt: at(2) })
    const far = timed({ measuredAt: at(8) })
    const farther = timed({ measuredAt: at(9) })
    const variant = unfused({ measuredAt: at(1) })
    expect(pairsOf([near, farther, far, variant])[0]?.standard).toBe(far)
    const unknown = { ...variant, campaignId: null }
    expect(pairsOf([farther, near, unknown])[0]?.standard).toBe(near)
  })
})

describe('a ratio', () => {
  it('is certain where both times are, and turns round with them', () => {
    const pair = { variant: unfused({ time: { median: 15, low: 15, high: 15 } }), standard: timed() }
    expect(ratioOf(pair)).toEqual({ ratio: 1.5, low: 1.5, high: 1.5 })
    const spread = {
      variant: unfused({ time: { median: 14, low: 13.5, high: 15 } }),
      standard: timed({ time: { median: 10, low: 9.8, high: 10.1 } }),
    }
    const there = ratioOf(spread)
    const back = ratioOf({ variant: spread.standard, standard: spread.variant })
    expect(back.ratio).toBeCloseTo(1 / there.ratio, 12)
    expect(back.low).toBeCloseTo(1 / there.high, 12)
    expect(back.high).toBeCloseTo(1 / there.low, 12)
  })

  it('has as wide an interval as the wider of the two times, and less than both together', () => {
    const pair = {
      variant: unfused({ time: { median: 20, low: 19, high: 21 } }),
      standard: timed({ time: { median: 10, low: 9.5, high: 10.5 } }),
    }
    const { low, high } = ratioOf(pair)
    expect(high).toBeGreaterThan(2 * 1.05)
    expect(high).toBeLessThan(2.1 / 0.95)
    expect(low).toBeLessThan(2 * 0.95)
    expect(low).toBeGreaterThan(1.9 / 1.05)
  })

  it('holds the true ratio about 19 times of 20', () => {
    const random = randomStream(5)
    const trials = 2000
    const drawn = (scale: number) =>
      medianInterval(Array.from({ length: 15 }, () => scale * (1 + uniform(random, 0, 1000) / 5000)))
    let held = 0
    for (let trial = 0; trial < trials; trial++) {
      const { low, high } = ratioOf({
        variant: unfused({ time: drawn(3) }),
        standard: timed({ time: drawn(2) }),
      })
      if (low <= 1.5 && 1.5 <= high) held++
    }
    // Of 2000 trials at 95 % the standard error is 0.5 %; intervals from ranks hold rather more than they must.
    expect(held / trials).toBeGreaterThan(0.93)
  })
})

it('many networks are summed up by engine and way of running', () => {
  const items = [1.1, 1.2, 1.3, 1.4, 1.9].flatMap((factor, place) => {
    const architectureId = String(place)
    const time = { median: 10 * factor, low: 10 * factor, high: 10 * factor }
    return [timed({ architectureId }), unfused({ architectureId, time })]
  })
  const [ablation, ...others] = ablationsOf(pairsOf(items))
  expect(others).toEqual([])
  expect(ablation).toMatchObject({ n: 5, configuration: { ...standard, fusion: 'off' } })
  expect(ablation?.ratio.median).toBeCloseTo(1.3, 12)
  expect([ablation?.ratio.low, ablation?.ratio.high]).toEqual([1.1, 1.9])
  expect(ablation?.quartiles[0]).toBeCloseTo(1.2, 12)
  expect(ablation?.quartiles[1]).toBeCloseTo(1.4, 12)
})

it('a device is the same whatever a configuration changes of its platform', () => {
  const platform = samplePlatform(0)
  const other = { ...platform, flags: { WASM_HAS_SIMD_SUPPORT: false }, clockStepUs: 100 }
  expect(deviceKey(other)).toBe(deviceKey(platform))
  expect(deviceKey(samplePlatform(4))).not.toBe(deviceKey(platform))
})
