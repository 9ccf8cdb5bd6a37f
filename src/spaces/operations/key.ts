import { activationNames, type Pair } from '../../architecture/operation.ts'
import { parseWholeNumber, type Bounds } from '../whole-number.ts'
import { fieldsOf, kinds, neutral, type Field, type SingleOperation } from './operation.ts'

/** Reads and writes one field. A value has one spelling: pairs of equal numbers are written as one. */
interface Codec {
  write(operation: SingleOperation): string
  /** @throws {RangeError} that begins with `what` and quotes the text. */
  read(text: string, what: string): Partial<SingleOperation>
}

export const sideRange: Bounds = { from: 1, to: 512 }
export const channelRange: Bounds = { from: 1, to: 65_536 }
/** The patches of vision transformers are 32 pixels at the most. */
const kernelRange: Bounds = { from: 1, to: 64 }
/** More inputs than any network joins. */
const mostInputs = 64

function pairOf(text: string, what: string, bounds: Bounds): Pair {
  const [high = '', wide, ...rest] = text.split('x')
  const first = parseWholeNumber(high, what, bounds)
  if (wide === undefined) return [first, first]
  const second = parseWholeNumber(wide, what, bounds)
  if (rest.length > 0 || first === second)
    throw new RangeError(`${what} is one number, or two that differ as in "1x7", not "${text}".`)
  return [first, second]
}

const textOf = ([high, wide]: Pair): string => (high === wide ? String(high) : `${high}x${wide}`)

function channelsOf(text: string, what: string): number[] {
  const parts = text.split('+')
  if (parts.length > mostInputs) throw new RangeError(`${what} are at most ${mostInputs} numbers.`)
  return parts.map((part) => parseWholeNumber(part, what, channelRange))
}

function oneOf<Name extends string>(names: readonly Name[], text: string, what: string): Name {
  const found = names.find((name) => name === text)
  if (found === undefined)
    throw new RangeError(`${what} is one of ${names.map((name) => `"${name}"`).join(', ')}, not "${text}".`)
  return found
}

const number = (field: 'h' | 'w' | 'out' | 'stride' | 'groups' | 'heads', bounds: Bounds): Codec => ({
  write: (operation) => String(operation[field]),
  read: (text, what) => ({ [field]: parseWholeNumber(text, what, bounds) }),
})

const codecs: Readonly<Record<Field, Codec>> = {
  h: number('h', sideRange),
  w: number('w', sideRange),
  in: {
    write: (operation) => operation.in.join('+'),
    read: (text, what) => ({ in: channelsOf(text, what) }),
  },
  out: number('out', channelRange),
  kernel: {
    write: ({ kernel }) => textOf(kernel),
    read: (text, what) => ({ kernel: pairOf(text, what, kernelRange) }),
  },
  stride: number('stride', kernelRange),
  groups: number('groups', channelRange),
  heads: number('heads', channelRange),
  to: { write: ({ to }) => textOf(to), read: (text, what) => ({ to: pairOf(text, what, sideRange) }) },
  method: {
    write: ({ method }) => method,
    read: (text, what) => ({ method: oneOf(['nearest', 'bilinear'], text, what) }),
  },
  activation: {
    write: ({ activation }) => activation,
    read: (text, what) => ({ activation: oneOf(['none', ...activationNames], text, what) }),
  },
}

/** Whether the operation has a key: `parseKey` would take its numbers. */
export const hasKey = ({ h, w, to, in: channels, out, kernel, stride }: SingleOperation): boolean =>
  channels.length <= mostInputs &&
  Math.max(h, w, ...to) <= sideRange.to &&
  Math.max(out, ...channels) <= channelRange.to &&
  Math.max(stride, ...kernel) <= kernelRange.to

/** Such as `conv2d,h=56,w=56,in=64,out=128,kernel=3,stride=1,groups=1,activation=relu`. */
export const keyOf = (operation: SingleOperation): string =>
  [
    operation.kind,
    ...fieldsOf[operation.kind].map((field) => `${field}=${codecs[field].write(operation)}`),
  ].join()

/** The operation of a key. @throws {RangeError} that quotes the key, where it is not understood to the last letter. */
export function parseKey(key: string): SingleOperation {
  const problem = `"${key}" names no single operation`
  const [name = '', ...parts] = key.split(',')
  const kind = oneOf(kinds, name, `${problem}: what it begins with`)
  const fields = fieldsOf[kind]
  const form = `a ${kind} has the form "${[kind, ...fields.map((field) => `${field}=…`)].join()}"`
  if (parts.length !== fields.length) throw new RangeError(`${problem}: ${form}.`)
  const values = fields.map((field, place) => {
    const part = parts[place] ?? ''
    if (!part.startsWith(`${field}=`)) throw new RangeError(`${problem}: ${form}.`)
    return codecs[field].read(part.slice(field.length + 1), `${problem}: ${field}`)
  })
  return Object.assign({ kind, ...neutral }, ...values)
}
