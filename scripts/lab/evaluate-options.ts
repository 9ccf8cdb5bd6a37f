import { writablePath } from './evaluate-out.ts'
import { textOf, UsageError, wholeNumber, type OptionValues } from './options.ts'

/** Options that every protocol has; those of its own stand beside them. */
export const commonOptionKinds = {
  table: 'string',
  device: 'string',
  train: 'string',
  seeds: 'string',
  out: 'string',
} as const

/** What a protocol takes where the command line says nothing. */
export interface CommonDefaults {
  /** Training rows, one evaluation for each; empty where a protocol has no such choice. */
  readonly train: readonly number[]
  readonly seeds: number
}

export interface CommonOptions {
  readonly tablePath: string
  /** As they were typed, or all that the table has. */
  readonly devices: readonly string[] | 'all'
  readonly train: readonly number[]
  /** The seeds themselves: 0 to K - 1. */
  readonly seeds: readonly number[]
  readonly out: string | null
}

/** Lines of `--help` for them. @param table what the file has to have */
export const commonOptionHelp = (table: string, { train, seeds }: CommonDefaults): string =>
  [
    `  --table FILE      ${table}`,
    '  --device NAMES    some of its devices, separated by commas, or all     [all]',
    ...(train.length > 0 ? [`  --train N         ${trainHelp(train)}`] : []),
    `  --seeds K         so many seeds, 0 to K - 1                            [${seeds}]`,
    '  --out FILE.json   all scores, besides the table that is printed',
  ].join('\n')

const trainHelp = (train: readonly number[]): string =>
  `how many to learn from${train.length > 1 ? ', separated by commas' : ''}`.padEnd(53) +
  `[${train.join(',')}]`

/** @throws {UsageError} where an option cannot be meant, or the protocol has not got it */
export function commonOptionsOf(values: OptionValues, defaults: CommonDefaults): CommonOptions {
  const tablePath = textOf(values, 'table', null)
  if (tablePath === null) throw new UsageError('--table is needed: the file to learn from and to judge by.')
  const devices = textOf(values, 'device', 'all')
  const out = textOf(values, 'out', null)
  const count = wholeNumber(values, 'seeds', [1, 1000], defaults.seeds)
  return {
    tablePath,
    devices: devices === 'all' ? 'all' : unrepeated('device', devices.split(',')),
    train: trainOf(values, defaults),
    seeds: Array.from({ length: count }, (_, seed) => seed),
    out: out === null ? null : writablePath(out),
  }
}

function trainOf(values: OptionValues, { train }: CommonDefaults): readonly number[] {
  const text = textOf(values, 'train', null)
  if (text === null) return train
  if (train.length === 0) throw new UsageError('--train has no meaning here: all but a fold is learnt from.')
  const counts = text.split(',').map((train) => wholeNumber({ train }, 'train', [1, 1_000_000], 1))
  return unrepeated('train', counts)
}

/** Of a list that was typed: the same twice would pass for two seeds. @throws {UsageError} */
export function unrepeated<Item extends string | number>(
  name: string,
  list: readonly Item[],
): readonly Item[] {
  const twice = list.find((item, place) => list.indexOf(item) !== place)
  if (twice === undefined) return list
  throw new UsageError(`--${name} names "${twice}" twice.`)
}

/**
 * The devices that are asked for, in that order, or all.
 * @throws {UsageError} naming one that the table has not, and those that it has
 */
export function chosenOf(wanted: CommonOptions['devices'], known: readonly string[], path: string): string[] {
  if (known.length === 0) throw new UsageError(`${path} has no column with latencies of a device.`)
  if (wanted === 'all') return [...known]
  const unknown = wanted.find((name) => !known.includes(name))
  if (unknown === undefined) return [...wanted]
  throw new UsageError(`${path} has no device "${unknown}". It has ${known.join(', ')}.`)
}

/**
 * What is wrong with a table is wrong with the command line.
 * @param where what the message begins with
 * @throws {UsageError} in place of a RangeError
 */
export async function checked<Value>(make: () => Value | Promise<Value>, where = ''): Promise<Value> {
  try {
    return await make()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UsageError(where === '' ? error.message : `${where}: ${error.message}`)
  }
}
