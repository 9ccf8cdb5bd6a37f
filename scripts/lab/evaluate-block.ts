import { textTable } from './table.ts'
import { wrappedText } from './wrapped-text.ts'

/** The lines of a cell, one beneath the other; none where it is empty. */
export type Cell = readonly string[]

/** Columns of numbers, and the two lines at their head. */
const heads = {
  learnt: ['', 'learnt'],
  judged: ['', 'judged'],
  seeds: ['', 'seeds'],
  within1: ['within', '1 %'],
  within5: ['', '5 %'],
  within10: ['', '10 %'],
  mape: ['MAPE', '%'],
  rmspe: ['RMSPE', '%'],
  median: ['median', '%'],
  spearman: ['', 'Spearman'],
  kendall: ['', 'Kendall'],
  coverage: ['90 %', 'covers'],
  halfWidth: ['half', 'width %'],
  fit: ['fit', 's'],
} as const
type Column = keyof typeof heads
const columns = Object.keys(heads) as Column[]

/** What one method has; columns that it says nothing of are left out. */
export type Row = { readonly method: string } & { readonly [Name in Column]?: Cell }

/** How narrow a block may be set, the airiest first: spaces between columns, and where names of methods are folded. */
const settings = [
  { gap: 2, leastMethod: 24 },
  { gap: 1, leastMethod: 16 },
] as const

/**
 * A heading and a table beneath it. What all rows have in common stands in the heading, empty columns are left out, and
 * names of methods take more lines where the table would be wider than `width` characters.
 */
export function evaluationBlock(name: string, rows: readonly Row[], width: number): string {
  const shared = (['learnt', 'judged', 'seeds'] as const).flatMap((column) => {
    const values = new Set(rows.flatMap((row) => (row[column]?.length ? [row[column].join(' ')] : [])))
    const [value] = values
    return values.size === 1 && value !== undefined ? [{ column, text: sharedText(column, value) }] : []
  })
  const lifted = new Set<Column>(shared.map(({ column }) => column))
  const kept = columns.filter((column) => !lifted.has(column) && rows.some((row) => row[column]?.length))
  const title = shared.length > 0 ? `${name}: ${shared.map(({ text }) => text).join(', ')}` : name
  const tables = settings.map((setting) => blockTable(rows, kept, { width, ...setting }))
  const table = tables.find((text) => isWithin(text, width)) ?? tables.at(-1) ?? ''
  return [...wrappedText(title, width), table].join('\n')
}

const sharedText = (column: Column, value: string): string =>
  column === 'seeds' && value === '1' ? '1 seed' : `${value} ${column}`

const isWithin = (text: string, width: number): boolean =>
  text.split('\n').every((line) => line.length <= width)

function blockTable(
  rows: readonly Row[],
  kept: readonly Column[],
  { width, gap, leastMethod }: { readonly width: number; readonly gap: number; readonly leastMethod: number },
): string {
  const widthOf = (column: Column) =>
    Math.max(...[heads[column], ...rows.map((row) => row[column] ?? [])].flat().map(({ length }) => length))
  const numbers = kept.reduce((sum, column) => sum + gap + widthOf(column), 0)
  const methodWidth = Math.max(leastMethod, width - numbers)
  const cells: Cell[][] = [
    [['', 'method'], ...kept.map((column) => heads[column])],
    ...rows.map((row) => [wrappedText(row.method, methodWidth), ...kept.map((column) => row[column] ?? [])]),
  ]
  return textTable(cells.flatMap(linesOf), [false, ...kept.map(() => true)], gap)
}

/** A row of a table for each line of its highest cell. */
const linesOf = (cells: readonly Cell[]): string[][] =>
  Array.from({ length: Math.max(...cells.map(({ length }) => length)) }, (_, line) =>
    cells.map((cell) => cell[line] ?? ''),
  )
