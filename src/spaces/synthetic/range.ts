import { uniform, type RandomGenerator } from '../random.ts'

/** Where a parameter of a network is drawn from, and how people read it. */
export interface Range<Value> {
  /** What the parameter is. */
  readonly meaning: string
  /** Such as `1, 3, 5` or `9 to 11`. */
  readonly text: string
  /** Such as `uniform` or `weights 3 : 4 : 2`. */
  readonly distribution: string
  draw(random: RandomGenerator): Value
}

/** A whole number from `from` to `to`, both included, all equally often. */
export const between = (meaning: string, from: number, to: number): Range<number> => ({
  meaning,
  text: `${from} to ${to}`,
  distribution: 'uniform',
  draw: (random) => uniform(random, from, to),
})

/** A parameter that every network has alike; nothing is drawn. */
export const fixed = <const Value extends Label>(meaning: string, value: Value): Range<Value> => ({
  meaning,
  text: textOf(value),
  distribution: 'fixed',
  draw: () => value,
})

type Label = string | number | boolean
type Weighted<Value> = readonly [value: Value, weight: number]

const textOf = (value: Label): string => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value))

/** One of the values; weights are whole numbers, so that no engine rounds. */
export function choice<const Value extends Label>(
  meaning: string,
  first: Weighted<Value>,
  ...others: readonly Weighted<Value>[]
): Range<Value> {
  const options = [first, ...others]
  const weights = options.map(([, weight]) => weight)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return {
    meaning,
    text: options.map(([value]) => textOf(value)).join(', '),
    distribution: new Set(weights).size === 1 ? 'uniform' : `weights ${weights.join(' : ')}`,
    draw: (random) => {
      let left = uniform(random, 1, total)
      const chosen = options.find(([, weight]) => (left -= weight) <= 0)
      return (chosen ?? first)[0]
    },
  }
}
