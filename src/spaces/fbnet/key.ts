import { sizedKey, splitSize } from '../sized-key.ts'
import { layers } from './choices.ts'
import { forms, type FormName } from './network.ts'

export interface FbnetKey {
  /** One from 0 to 8 of each of 22 layers. */
  readonly digits: string
  readonly form: FormName
  /** Height and width of the input, pixels. */
  readonly size: number
}

const imagenet = ',form=imagenet'

export const keyOf = ({ digits, form, size }: FbnetKey): string =>
  sizedKey(form === 'imagenet' ? digits + imagenet : digits, size, forms[form].size)

/** @throws {RangeError} that quotes the key where it is none. */
export function parseKey(key: string): FbnetKey {
  const problem = `"${key}" names no network of FBNet`
  const form = key.startsWith(imagenet, layers) ? 'imagenet' : 'cifar100'
  const { body, size } = splitSize(key, forms[form].size, problem)
  const digits = form === 'imagenet' ? body.slice(0, -imagenet.length) : body
  if (digits.length !== layers || /[^0-8]/.test(digits))
    throw new RangeError(
      `${problem}: a key is ${layers} digits from 0 to 8, then "${imagenet}" and ",size=" where they are not as usual.`,
    )
  return { digits, form, size }
}
