/** Numbers and units for people, in the language of the browser. Exports never pass through here. */

/** A part of a timing that is enough to write it down. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
  readonly n: number
}

const numbers = new Map<string, Intl.NumberFormat>()

/** Formats are costly to make: a list of a hundred rows would make several hundred. */
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options)
  let format = numbers.get(key)
  if (!format) numbers.set(key, (format = new Intl.NumberFormat(undefined, options)))
  return format
}

const unit = (name: string, digits: Intl.NumberFormatOptions) =>
  numberFormat({ style: 'unit', unit: name, unitDisplay: 'short', ...digits })

export const formatCount = (count: number): string => numberFormat({ maximumFractionDigits: 0 }).format(count)

/** A plain number with three significant digits, whole above a thousand. */
export const formatNumber = (value: number): string => numberFormat(threeDigits(value)).format(value)

const threeDigits = (value: number): Intl.NumberFormatOptions =>
  Math.abs(value) >= 999.5
    ? { maximumFractionDigits: 0 }
    : { minimumSignificantDigits: 3, maximumSignificantDigits: 3 }

/** A quantity that is often a round number, such as a clock step: up to three digits, without zeros at the end. */
export const formatShort = (value: number): string =>
  numberFormat({ maximumSignificantDigits: 3 }).format(value)

/** Three significant digits and the unit, such as `12.3 ms` or `1,230 ms`: one unit, so that rows compare. */
export const formatMs = (ms: number): string =>
  unit('millisecond', ms === 0 ? {} : threeDigits(ms)).format(ms)

/** `17.4–62.0 ms`. */
export const formatMsRange = (leastMs: number, mostMs: number): string =>
  unit('millisecond', threeDigits(mostMs)).formatRange(leastMs, mostMs)

/**
 * `12.3 ms ± 0.2 (n 18)`: median, half of its 95 % interval, samples. As many decimals as the interval is worth:
 * one significant digit of the half-width.
 */
export function formatSpread({ median, low, high, n }: Spread): string {
  const { value, halfWidth } = spreadParts({ median, low, high })
  return `${value} ± ${halfWidth} (n ${formatCount(n)})`
}

/** The two numbers of `formatSpread`, the first with its unit. */
export function spreadParts({ median, low, high }: Omit<Spread, 'n'>): { value: string; halfWidth: string } {
  const half = (high - low) / 2
  const digits = digitsWorth(half)
  return {
    value: half > 0 ? unit('millisecond', digits).format(median) : formatMs(median),
    halfWidth: numberFormat(digits).format(half),
  }
}

/** As many decimals as a half-width is worth: one significant digit of it. */
function digitsWorth(half: number): Intl.NumberFormatOptions {
  // Rounded first: a half-width of 0.098 is 0.1 with one digit, and needs one decimal.
  const digit = Number(half.toPrecision(1))
  const decimals = half > 0 ? Math.min(4, Math.max(0, -Math.floor(Math.log10(digit) + 1e-9))) : 0
  return { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
}

/** A time of a kernel as a number of microseconds, for columns and readings that name the unit. */
export const inUs = (ms: number): string => (ms === 0 ? formatCount(0) : formatNumber(1000 * ms))

/** Median and half-width of a time of a kernel as numbers of microseconds. */
export function spreadInUs({ median, low, high }: Omit<Spread, 'n'>): { value: string; halfWidth: string } {
  const half = 500 * (high - low)
  const digits = digitsWorth(half)
  return {
    value: half > 0 ? numberFormat(digits).format(1000 * median) : inUs(median),
    halfWidth: numberFormat(digits).format(half),
  }
}

/** A share of 1 as a percentage: `0.4 %`, `34 %`. */
export const formatShare = (share: number): string =>
  numberFormat({ style: 'percent', maximumFractionDigits: Math.abs(share) < 0.0995 ? 1 : 0 }).format(share)

/** How long something takes, coarsely: `40 s`, `4 min`, `1 h 20 min`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  if (seconds < 90) return unit('second', { maximumFractionDigits: 0 }).format(seconds)
  const minutes = Math.round(seconds / 60)
  const inMinutes = unit('minute', { maximumFractionDigits: 0 })
  if (minutes < 60) return inMinutes.format(minutes)
  const hours = unit('hour', { maximumFractionDigits: 0 }).format(Math.floor(minutes / 60))
  return minutes % 60 === 0 ? hours : `${hours} ${inMinutes.format(minutes % 60)}`
}

/** A share of 1 as a percentage with its sign: `+2.1 %`. */
export const formatChange = (share: number): string =>
  numberFormat({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(share)

/** Bytes in the decimal units that browsers and shops use. */
export function formatBytes(bytes: number): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(steps.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const value = bytes / 1000 ** step
  return unit(steps[step] ?? 'byte', { maximumFractionDigits: step > 0 && value < 100 ? 1 : 0 }).format(value)
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** Date and time of day in the reader's zone. */
export function formatMoment(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? iso : moment.format(date)
}

const plurals = new Intl.PluralRules('en')

/** `1 network`, `12 networks`. */
export const countOf = (count: number, one: string, other: string): string =>
  `${formatCount(count)} ${plurals.select(count) === 'one' ? one : other}`

/** `a`, `a and b`, `a, b and c`. */
export const listOf = (items: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(items)
