import { sizedKey, splitSize } from '../sized-key.ts'
import { byStage, layers, settled, skip, widthsNames, type WidthsName } from './choices.ts'

export const usualSize = 224

export interface ProxylessKey {
  /** One of each of 21 layers, skips last in their stage. */
  readonly digits: string
  readonly widths: WidthsName
  /** Height and width of the input, pixels. */
  readonly size: number
}

export const keyOf = ({ digits, widths: name, size }: ProxylessKey): string =>
  sizedKey(name === 'mobile' ? digits : `${digits},widths=${name}`, size, usualSize)

/** @throws {RangeError} that quotes the key where it is none. */
export function parseKey(key: string): ProxylessKey {
  const problem = `"${key}" names no network of ProxylessNAS`
  const { body, size } = splitSize(key, usualSize, problem)
  const rest = body.slice(layers)
  const name = widthsNames.find((each) => rest === (each === 'mobile' ? '' : `,widths=${each}`))
  const digits = body.slice(0, layers)
  if (!name || digits.length !== layers || /[^0-6]/.test(digits))
    throw new RangeError(
      `${problem}: a key is ${layers} digits from 0 to ${skip}, then ",widths=cpu" or ",widths=gpu" and ",size=" where they are not as usual.`,
    )
  if (byStage(digits).some((stage) => stage.startsWith(skip)))
    throw new RangeError(`${problem}: the first layer of a stage cannot be skipped.`)
  if (settled(digits) !== digits)
    throw new RangeError(
      `${problem}: the same network is written "${keyOf({ digits: settled(digits), widths: name, size })}".`,
    )
  return { digits, widths: name, size }
}
