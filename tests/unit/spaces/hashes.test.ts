import { expect, test } from 'vitest'
import { spaceHashes } from '../../fixtures/space-hashes.ts'

// The browser test of the same name compares with the same file.
test('a seed gives the networks in Node.js that it has always given', { timeout: 20_000 }, async () => {
  await expect(await spaceHashes()).toMatchFileSnapshot('../../fixtures/space-hashes.txt')
})
