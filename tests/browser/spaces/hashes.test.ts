import { expect, it } from 'vitest'
import expected from '../../fixtures/space-hashes.txt?raw'
import { spaceHashes } from '../../fixtures/space-hashes.ts'

it('a seed gives the same networks in the browser as in Node.js', async () => {
  expect((await spaceHashes()).split('\n')).toEqual(expected.split('\n'))
})
