/** One figure of a benchmark. */
export interface Row {
  readonly name: string
  readonly value: string
  /** What is wanted; empty where the figure only informs. */
  readonly goal: string
  /** Spread, n and method. */
  readonly detail: string
}

/** Prints rows as a Markdown table: METHODS.md keeps it as it is. */
export function printTable(rows: readonly Row[]): void {
  const lines = [
    ['what', 'figure', 'goal', 'spread and n'],
    ['---', '---', '---', '---'],
    ...rows.map(({ name, value, goal, detail }) => [name, value, goal, detail]),
  ]
  for (const cells of lines) console.log(`| ${cells.join(' | ')} |`)
}
