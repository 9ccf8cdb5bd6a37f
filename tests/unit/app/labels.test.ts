import { expect, it } from 'vitest'
import { tagSentences } from '../../../src/app/labels.ts'

it('says of a tag what puts it there', () => {
  // record-maker.ts: noisyShare
  expect(tagSentences.noisy).toContain('more than 10 %')
  // measure-network.ts: only where every sample was at another clock state
  expect(tagSentences.clock).toBe(
    'All samples were taken at another clock state than the best of this run; the median is of those.',
  )
})
