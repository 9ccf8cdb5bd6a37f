import { countOf, formatMs, formatShare, formatShort } from '../../ui/format.ts'

/** How numbers are written: for who reads the page, or for a text that goes elsewhere. */
export interface NumberWriter {
  ms(ms: number): string
  /** A step of a clock in µs: often a round number. */
  step(us: number): string
  /** Of 1, as a percentage. */
  share(share: number): string
  countOf(count: number, one: string, other: string): string
}

/** In the language of the browser. */
export const local: NumberWriter = {
  ms: formatMs,

  step: (us) => `${formatShort(us)}\u00a0µs`,
  share: formatShare,
  countOf,
}

/** A number with three significant digits, whole above a thousand, with a decimal point whatever the language. */
export function plainNumber(value: number): string {
  if (value === 0) return '0'
  if (Math.abs(value) >= 999.5) return value.toFixed(0)
  const text = value.toPrecision(3)
  return text.includes('e') ? String(Number(text)) : text
}

/** The same everywhere: for a text in English that others will read. */
export const plain: NumberWriter = {
  ms: (ms) => `${plainNumber(ms)} ms`,
  step: (us) => `${Number(us.toPrecision(3))} µs`,
  share: (share) => `${(100 * share).toFixed(Math.abs(share) < 0.0995 ? 1 : 0)} %`,
  countOf: (count, one, other) => `${count} ${count === 1 ? one : other}`,
}
