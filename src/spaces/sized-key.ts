import type { Architecture } from '../architecture/graph.ts'
import { inputSizeRange } from './space.ts'
import { parseWholeNumber } from './whole-number.ts'

/** A key of what is before `,size=` and of the input size, which is not written where it is the usual one. */
export const sizedKey = (body: string, size: number, usual: number): string =>
  size === usual ? body : `${body},size=${size}`

/**
 * What is before `,size=` in a key, and the input size in pixels.
 * @param problem begins the message.
 * @throws {RangeError} where the size is no whole number from 32 to 512, or the usual one, which is not written.
 */
export function splitSize(
  key: string,
  usual: number,
  problem: string,
): { readonly body: string; readonly size: number } {
  const [body = '', ...sizes] = key.split(',size=')
  if (sizes.length === 0) return { body, size: usual }
  const size = parseWholeNumber(sizes.join(',size='), `${problem}: the size`, inputSizeRange)
  if (size === usual) throw new RangeError(`${problem}: the same network is written "${body}".`)
  return { body, size }
}

/** Height of the input in pixels; 0 where there is none. */
export function inputSizeOf({ nodes }: Architecture): number {
  const [size = 0] = nodes.flatMap(({ operation }) => (operation.kind === 'input' ? operation.shape : []))
  return size
}
