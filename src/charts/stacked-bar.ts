interface Stretch {
  /** From the left end of the bar, in its own unit. */
  readonly from: number
  readonly length: number
}

/** Parts of a whole, one behind the other. */
interface StackedBar {
  /** Largest value on the bar: the whole, or the sum of the parts where that is more. */
  readonly extent: number
  readonly parts: readonly Stretch[]
  /** Of the whole, what no part explains; null where the parts are as much or more. */
  readonly rest: Stretch | null
  /** Of the parts, what goes beyond the whole: so much of them happens at the same time. Null where nothing does. */
  readonly overlap: Stretch | null
}

/**
 * @param values of the parts, 0 or more
 * @param whole what they should add up to, in the same unit
 */
export function stackedBar(values: readonly number[], whole: number): StackedBar {
  let from = 0
  const parts = values.map((length) => {
    const part = { from, length }
    from += length
    return part
  })
  // Sums of decimal fractions: a billionth of the whole is nothing.
  const nothing = 1e-9 * whole
  return {
    extent: Math.max(from, whole),
    parts,
    rest: whole - from > nothing ? { from, length: whole - from } : null,
    overlap: from - whole > nothing ? { from: whole, length: from - whole } : null,
  }
}
