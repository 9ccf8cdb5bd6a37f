import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepPort, keptPort } from '../../../scripts/lab/kept-port.ts'

test('a browser profile is opened at the port at which it knows the site', async () => {
  const profile = join(await mkdtemp(join(tmpdir(), 'inferometer-test-')), 'new', 'profile')
  expect(await keptPort(profile)).toBeUndefined()
  await keepPort(profile, 43210)
  expect(await keptPort(profile)).toBe(43210)
  await writeFile(join(profile, 'inferometer-port'), 'not a port')
  expect(await keptPort(profile)).toBeUndefined()
})
