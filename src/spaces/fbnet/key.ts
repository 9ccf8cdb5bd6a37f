import { sizedKey, splitSize } from '../sized-key.ts'
import { layers, settled } from './choices.ts'
import { forms, type FormName } from './network.ts'

export interface FbnetKey {
  /** One from 0 to 8 of each of 22 layers, skips last in their stage. */
  readonly digits: string
  readonly form: FormName
  /** Height and width of the input, pixels. */
  readonly size: number
}

const imagenet = ',form=imagenet'

export const keyOf = ({ digits, form, size }: FbnetKey): string =>
  sizedKey(form === 'imagenet' ? digits + imagenet : digits, size, forms[form].size)

const areDigits = (text: string): boolean => text.length === layers && !/[^0-8]/.test(text)

/**
 * The key of a row of the public table, where skips stand anywhere in their stage: the CIFAR-100 form at 32 pixels.
 * @throws {RangeError} that quotes the digits where they are none of the space.
 */
export function keyOfRow(digits: string): string {
  if (!areDigits(digits))
    throw new RangeError(`"${digits}" is no row of FBNet: it has ${layers} digits from 0 to 8.`)
  return settled(digits)
}

/** @throws {RangeError} that quotes the key where it is none, and spells it where its skips stand elsewhere. */
export function parseKey(key: string): FbnetKey {
  const problem = `"${key}" names no network of FBNet`
  const form = key.startsWith(imagenet, layers) ? 'imagenet' : 'cifar100'
  const { body, size } = splitSize(key, forms[form].size, problem)
  const digits = form === 'imagenet' ? body.slice(0, -imagenet.length) : body
  if (!areDigits(digits))
    throw new RangeError(
      `${problem}: a key is ${layers} digits from 0 to 8, then "${imagenet}" and ",size=" where they are not as usual.`,
    )
  if (settled(digits) !== digits)
    throw new RangeError(
      `${problem}: the same network is written "${keyOf({ digits: settled(digits), form, size })}".`,
    )
  return { digits, form, size }
}
