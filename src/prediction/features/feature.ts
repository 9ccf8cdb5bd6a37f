import type { Matrix } from '../matrix.ts'

/** A number that a predictor sees of a thing, and what people have to know of it. */
export interface Feature<Item> {
  /** Name for pages and exports, such as `outputBytes`. */
  readonly name: string
  /** `1` for plain numbers and counts. */
  readonly unit: string
  readonly meaning: string
  readonly compute: (item: Item) => number
}

/** One row for each item, one column for each feature. */
export function featureMatrix<Item>(features: readonly Feature<Item>[], items: readonly Item[]): Matrix {
  const values = new Float64Array(items.length * features.length)
  for (const [row, item] of items.entries())
    for (const [column, { compute }] of features.entries())
      values[row * features.length + column] = compute(item)
  return { rows: items.length, columns: features.length, values }
}
