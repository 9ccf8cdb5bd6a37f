import { parseArgs } from 'node:util'
import { Fault } from '../fault.ts'

/** The command line says something that cannot be meant; the message is a full sentence for whoever typed it. */
export class UsageError extends Fault {
  override readonly name = 'UsageError'
}

export type OptionKinds = Readonly<Record<string, 'string' | 'boolean'>>
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>

/**
 * Splits a command line into options. Nothing unknown is let through.
 *
 * @throws {UsageError} with the known options in its message.
 */
export function parseOptions(args: string[], kinds: OptionKinds): OptionValues {
  const options = Object.fromEntries(Object.entries(kinds).map(([name, type]) => [name, { type }]))
  try {
    const { values } = parseArgs({ args, options, strict: true, allowPositionals: false })
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, single(name, value)]))
  } catch (error) {
    if (error instanceof UsageError) throw error
    const known = Object.keys(kinds).map((name) => `--${name}`)
    const [problem = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new UsageError(`${problem.replace(/\.$/, '')}. The options are ${known.join(', ')}.`)
  }
}

/** A whole number within its range; `fallback` where the option was left out. */
export function wholeNumber<T>(
  values: OptionValues,
  name: string,
  [least, most]: readonly [number, number],
  fallback: T,
): number | T {
  const text = values[name]
  if (text === undefined) return fallback
  const number = typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : NaN
  if (number >= least && number <= most) return number
  throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`)
}

/** One of the given words; `fallback` where the option was left out. */
export function oneOf<Word extends string, T>(
  values: OptionValues,
  name: string,
  words: readonly Word[],
  fallback: T,
): Word | T {
  const text = values[name]
  if (text === undefined) return fallback
  const word = words.find((known) => known === text)
  if (word === undefined) throw new UsageError(`--${name} knows ${words.join(', ')}, not "${text}".`)
  return word
}

/** The text of an option; `fallback` where it was left out. */
export function textOf<T>(values: OptionValues, name: string, fallback: T): string | T {
  const text = values[name]
  if (text === undefined) return fallback
  if (typeof text === 'string' && text !== '') return text
  throw new UsageError(`--${name} needs a value.`)
}

function single(name: string, value: unknown): string | boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  throw new UsageError(`--${name} can be given only once.`)
}
