import { describe, expect, it } from 'vitest'
import {
  countOf,
  formatBytes,
  formatDuration,
  formatMoment,
  formatMs,
  formatShort,
  formatShare,
  formatSpread,
  inUs,
  listOf,
  spreadInUs,
  spreadParts,
} from '../../../src/ui/format.ts'

/** What the locale of this machine makes of a number: tests hold everywhere. */
const local = (value: number, options: Intl.NumberFormatOptions = {}) =>
  new Intl.NumberFormat(undefined, options).format(value)
const inUnit = (value: number, unit: string, digits = 0) =>
  local(value, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })

describe('times', () => {
  it('have three significant digits and stay in milliseconds', () => {
    expect(formatMs(12.345)).toBe(inUnit(12.3, 'millisecond', 1))
    expect(formatMs(0.04567)).toBe(inUnit(0.0457, 'millisecond', 4))
    expect(formatMs(1234.5)).toBe(inUnit(1235, 'millisecond'))
    expect(formatMs(999.7)).toBe(inUnit(1000, 'millisecond'))
    expect(formatMs(0)).toBe(inUnit(0, 'millisecond'))
  })

  it('show as many decimals as their interval is worth', () => {
    expect(spreadParts({ median: 12.345, low: 12.1, high: 12.5 })).toEqual({
      value: inUnit(12.3, 'millisecond', 1),
      halfWidth: local(0.2, { minimumFractionDigits: 1 }),
    })
    expect(spreadParts({ median: 76.4, low: 10, high: 248 }).value).toBe(inUnit(76, 'millisecond'))
  })

  it('do not gain a decimal where the half-width rounds up to the next digit', () => {
    const { value, halfWidth } = spreadParts({ median: 1.4651, low: 1.4553, high: 1.4749 })
    expect(value).toBe(inUnit(1.47, 'millisecond', 2))
    expect(halfWidth).toBe(local(0.01, { minimumFractionDigits: 2 }))
  })

  it('without an interval show the median alone with three digits', () => {
    expect(formatSpread({ median: 2.5, low: 2.5, high: 2.5, n: 3 })).toBe(
      `${inUnit(2.5, 'millisecond', 2)} ± ${local(0)} (n ${local(3)})`,
    )
  })
})

it('times of kernels are in microseconds, with as many decimals as their interval is worth', () => {
  expect(inUs(0.0123456)).toBe(local(12.3, { minimumFractionDigits: 1 }))
  expect(inUs(0)).toBe(local(0))
  expect(spreadInUs({ median: 0.0123456, low: 0.0121, high: 0.0125 })).toEqual({
    value: local(12.3, { minimumFractionDigits: 1 }),
    halfWidth: local(0.2, { minimumFractionDigits: 1 }),
  })
})

it('shares have a decimal only where they are small', () => {
  const percent = (share: number, digits: number) =>
    local(share, { style: 'percent', maximumFractionDigits: digits })
  expect(formatShare(0.0333)).toBe(percent(0.033, 1))
  expect(formatShare(0.09954)).toBe(percent(0.1, 0))
  expect(formatShare(0.62)).toBe(percent(0.62, 0))
})

describe('durations', () => {
  it('are coarse: seconds, minutes, hours', () => {
    expect(formatDuration(200)).toBe(inUnit(1, 'second'))
    expect(formatDuration(62_000)).toBe(inUnit(62, 'second'))
    expect(formatDuration(240_000)).toBe(inUnit(4, 'minute'))
    expect(formatDuration(4_800_000)).toBe(`${inUnit(1, 'hour')} ${inUnit(20, 'minute')}`)
    expect(formatDuration(7_200_000)).toBe(inUnit(2, 'hour'))
  })
})

it('bytes come in decimal units', () => {
  expect(formatBytes(0)).toBe(inUnit(0, 'byte'))
  expect(formatBytes(1_234_567)).toBe(inUnit(1.2, 'megabyte', 1))
  expect(formatBytes(10_700_000_000)).toBe(inUnit(10.7, 'gigabyte', 1))
})

it('a quantity that is round has no zeros at its end', () => {
  expect(formatShort(5)).toBe(local(5))
  expect(formatShort(0.0123456)).toBe(local(0.0123, { maximumSignificantDigits: 3 }))
})

it('a time that is none is shown as it stands', () => {
  expect(formatMoment('yesterday')).toBe('yesterday')
})

it('counts agree with their noun, and lists end in “and”', () => {
  expect([countOf(1, 'network', 'networks'), countOf(0, 'network', 'networks')]).toEqual([
    '1 network',
    '0 networks',
  ])
  expect(listOf(['a', 'b', 'c'])).toBe('a, b and c')
})
