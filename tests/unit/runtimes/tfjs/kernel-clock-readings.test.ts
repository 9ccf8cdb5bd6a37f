import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elapsedToMs, timestampsToMs } from '../../../../src/runtimes/tfjs/kernel-clock-readings.ts'

const ms = 1_000_000n
const read = (stamps: readonly bigint[], repeats?: readonly number[]) =>
  timestampsToMs(BigUint64Array.from(stamps), repeats)

describe('timestamps', () => {
  it('are milliseconds of one dispatch', () => {
    expect(read([5n * ms, 7n * ms, 8n * ms, 14n * ms], [1, 4])).toEqual({
      timesMs: [2, 1.5],
      disturbed: null,
    })
  })

  it('that go backwards are no time, and the others stay', () => {
    expect(read([9n * ms, 8n * ms, 8n * ms, 10n * ms]).timesMs).toEqual([null, 2])
  })

  it('that are equal are a time of zero, where the clock runs at all', () => {
    expect(read([9n * ms, 9n * ms, 9n * ms, 10n * ms]).timesMs).toEqual([0, 1])
  })

  it('that are nothing but equal come from a clock that stands still', () => {
    const { timesMs, disturbed } = read([9n, 9n, 9n, 9n])
    expect(timesMs).toEqual([null, null])
    expect(disturbed).toMatch(/stands still/)
  })

  it('that are nothing but zeros were never written', () => {
    expect(read([0n, 0n, 0n, 0n]).timesMs).toEqual([null, null])
  })

  it('that were reset to zero in mid-run are no time', () => {
    const begin = 3_600_000n * ms
    expect(read([begin, 0n, 0n, ms, ms, 3n * ms]).timesMs).toEqual([null, null, 2])
  })

  it('that jump by more than a kernel can take are no time', () => {
    expect(read([ms, 2n ** 64n - 1n, ms, 61_000n * ms, ms, 2n * ms]).timesMs).toEqual([null, null, 1])
  })

  it('that are larger than a number holds lose nothing', () => {
    const begin = 2n ** 63n + 1n
    expect(read([begin, begin + 1n, begin + 1n, begin + 3n]).timesMs).toEqual([1e-6, 2e-6])
  })

  it('of nothing are nothing', () => {
    expect(read([])).toEqual({ timesMs: [], disturbed: null })
  })

  it('add up to what the clock advanced, where brackets follow each other', () => {
    const bracket = fc.tuple(fc.bigInt(1n, 10_000n * ms), fc.integer({ min: 1, max: 50 }))
    fc.assert(
      fc.property(
        fc.bigInt(1n, 2n ** 62n),
        fc.array(bracket, { minLength: 1, maxLength: 40 }),
        (start, brackets) => {
          let clock = start
          const stamps = brackets.flatMap(([length]) => {
            const begin = clock
            clock += length
            return [begin, clock]
          })
          const repeats = brackets.map(([, times]) => times)
          const { timesMs } = read(stamps, repeats)
          const sumMs = timesMs.reduce<number>((sum, time, i) => sum + (time ?? NaN) * (repeats[i] ?? NaN), 0)
          expect(sumMs).toBeCloseTo(Number(clock - start) / 1e6, 3)
        },
      ),
    )
  })
})

describe('elapsed times of timer queries', () => {
  it('are milliseconds; what cannot be a time is null', () => {
    expect(elapsedToMs([2_000_000, 0, -1, NaN, 2 ** 53]).timesMs).toEqual([2, 0, null, null, null])
  })

  it('of nothing but zero come from a clock that stands still', () => {
    expect(elapsedToMs([0, 0])).toEqual({
      timesMs: [null, null],
      disturbed: 'The clock of the GPU stands still.',
    })
  })
})
