import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { withRanges } from '../../../scripts/methods.ts'

it('METHODS.md states the ranges of the synthetic space as the code has them (npm run docs)', () => {
  const text = readFileSync(new URL('../../../METHODS.md', import.meta.url), 'utf8')
  expect(withRanges(text)).toBe(text)
})
