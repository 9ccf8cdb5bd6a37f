/** @throws {RangeError} where two lists are empty, not equally long, or have a NaN */
export function checkPair(a: Float64Array, b: Float64Array): void {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} values are no pairs.`)
  if (a.length === 0) throw new RangeError('There are no values.')
  for (const values of [a, b]) {
    const wrong = values.findIndex(Number.isNaN)
    if (wrong >= 0) throw new RangeError(`Value ${wrong} is NaN.`)
  }
}
