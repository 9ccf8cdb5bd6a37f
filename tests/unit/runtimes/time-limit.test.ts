import { expect, it } from 'vitest'
import { RuntimeFault } from '../../../src/runtimes/runtime.ts'
import { withinTime } from '../../../src/runtimes/time-limit.ts'

it('gives up what never settles, and says what it was', async () => {
  const waiting = withinTime(new Promise(() => {}), 5, 'Starting wasm')
  await expect(waiting).rejects.toMatchObject({
    code: 'timeout',
    message: 'Starting wasm did not finish within 0.005 s.',
  })
  await expect(waiting).rejects.toBeInstanceOf(RuntimeFault)
})

it('passes on a value and a failure', async () => {
  await expect(withinTime(Promise.resolve(3), 1000, 'x')).resolves.toBe(3)
  await expect(withinTime(Promise.reject(new Error('no')), 1000, 'x')).rejects.toThrow('no')
})
