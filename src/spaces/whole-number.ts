/** Least and greatest value, both allowed. */
export interface Bounds {
  readonly from: number
  readonly to: number
}

/** The value itself. @param what begins the message. @throws {RangeError} where it is no whole number in bounds. */
export function wholeNumber(value: number, what: string, { from, to }: Bounds): number {
  if (!Number.isInteger(value) || value < from || value > to)
    throw new RangeError(`${what} is a whole number from ${from} to ${to}, not ${value}.`)
  return value
}

/**
 * The number that decimal digits stand for. One number has one spelling: no sign, no leading zero, no exponent, so
 * that equal networks have equal keys.
 * @throws {RangeError} as `wholeNumber`.
 */
export function parseWholeNumber(text: string, what: string, bounds: Bounds): number {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text))
    throw new RangeError(`${what} is a whole number from ${bounds.from} to ${bounds.to}, not "${text}".`)
  return wholeNumber(Number(text), what, bounds)
}
