import { readFileSync, writeFileSync } from 'node:fs'
import { operationRangesMarkdown } from '../src/spaces/operations/ranges.ts'
import { rangesMarkdown } from '../src/spaces/synthetic/ranges.ts'

/** Tables of METHODS.md that are made from the code, by the name of their place. */
const tables: Readonly<Record<string, () => string>> = {
  ranges: rangesMarkdown,
  'operation ranges': operationRangesMarkdown,
}

/** METHODS.md with the tables of ranges as the code has them now. @throws where the place for one is missing. */
export function withRanges(text: string): string {
  return Object.entries(tables).reduce((whole, [name, table]) => {
    const place = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`)
    if (!place.test(whole)) throw new Error(`METHODS.md has no place for the ${name}.`)
    return whole.replace(place, (_, open: string, close: string) => `${open}${table()}\n${close}`)
  }, text)
}

if (process.argv[1] === import.meta.filename) {
  const file = new URL('../METHODS.md', import.meta.url)
  writeFileSync(file, withRanges(readFileSync(file, 'utf8')))
}
