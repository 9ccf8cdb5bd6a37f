import { expect, it } from 'vitest'
import { accountParts, accountSentence } from '../../../../src/pages/record/account-text.ts'
import { plain } from '../../../../src/pages/record/number-writer.ts'

const account = {
  kernelsMs: 0.12,
  kernelsFrom: 'in-network',
  dispatchMs: 0.4,
  syncMs: 2.5,
  readbackMs: 0.18,
  unexplainedMs: 0.4,
} as const

it('says where the time goes, and what stays unexplained', () => {
  expect(accountSentence(account, 3.6, plain)).toBe(
    'Of 3.60 ms, kernels take 0.120 ms (3.3 %), dispatch 0.400 ms (11 %), submission and waiting 2.50 ms (69 %), reading back 0.180 ms (5.0 %); 0.400 ms (11 %) stay unexplained.',
  )
})

it('says that parts overlap where they are too much', () => {
  const overlapping = { ...account, kernelsMs: 1.02, unexplainedMs: -0.5 }
  expect(accountSentence(overlapping, 3.6, plain)).toMatch(
    /Together that is 0\.500 ms \(14 %\) too much: parts overlap\.$/,
  )
})

it('has each part of the account once', () => {
  expect(accountParts(account).map(({ label, value }) => [label, value])).toEqual([
    ['Dispatch', 0.4],
    ['Kernels', 0.12],
    ['Submit and wait', 2.5],
    ['Reading back', 0.18],
  ])
})
