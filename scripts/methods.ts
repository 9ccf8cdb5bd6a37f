import { readFileSync, writeFileSync } from 'node:fs'
import { rangesMarkdown } from '../src/spaces/synthetic/ranges.ts'

/** METHODS.md with the table of ranges as the code has it now. @throws where the place for it is missing. */
export function withRanges(text: string): string {
  const place = /(<!-- ranges -->\n)[^]*?(<!-- \/ranges -->)/
  if (!place.test(text)) throw new Error('METHODS.md has no place for the ranges.')
  return text.replace(place, (_, open: string, close: string) => `${open}${rangesMarkdown()}\n${close}`)
}

if (process.argv[1] === import.meta.filename) {
  const file = new URL('../METHODS.md', import.meta.url)
  writeFileSync(file, withRanges(readFileSync(file, 'utf8')))
}
