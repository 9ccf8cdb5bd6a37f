import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { datasetFormat, type Dataset } from '../../src/dataset/record.ts'
import { faultOf, requireReadable } from '../../src/dataset/import-report.ts'
import { mostBytes } from '../../src/dataset/byte-source.ts'
import { readArchitecture, readMeasurement, readPlatform, type Read } from '../../src/dataset/record-text.ts'
import { recordsTrial } from '../../src/prediction/evaluation/records.ts'
import {
  recordsDevices,
  recordsSplit,
  revisitCeilings,
  type RecordsDevice,
} from '../../src/prediction/evaluation/records-table.ts'
import type { Ceiling, Score } from '../../src/prediction/evaluation/score.ts'
import { deliver, tellScore } from './evaluate-deliver.ts'
import { checked, commonOptionHelp, commonOptionKinds, commonOptionsOf } from './evaluate-options.ts'
import { parseOptions, textOf, UsageError } from './options.ts'
import type { Subcommand } from './subcommand.ts'

const optionKinds = {
  ...commonOptionKinds,
  'train-space': 'string',
  'test-space': 'string',
  corrected: 'boolean',
} as const
const defaults = { train: [100], seeds: 10 }

export const evaluateRecords: Subcommand = {
  summary: 'networks that were measured here, from exported datasets; from one space to another',
  help: [
    commonOptionHelp('datasets as the app exports them, separated by commas; devices are', defaults),
    '                    platforms with a configuration: any part of their names chooses',
    '  --train-space S   space to learn from                                  [synthetic]',
    '  --test-space S    spaces to judge by beside the rest of that one, separated by commas, such as zoo',
    '  --corrected       times as if the clock canary had always been at its best',
  ].join('\n'),
  async run(args) {
    const values = parseOptions(args, optionKinds)
    const options = commonOptionsOf(values, defaults)
    const trainSpace = textOf(values, 'train-space', 'synthetic')
    const testSpaces = textOf(values, 'test-space', '').split(',').filter(Boolean)
    const isCorrected = values['corrected'] === true
    const dataset = await joinedDatasets(options.tablePath.split(','))
    const [scores, ceilings] = [[], []] as [Score[], Ceiling[]]
    for (const device of devicesOf(recordsDevices(dataset, isCorrected), options.devices)) {
      ceilings.push(...revisitCeilings(device))
      for (const trainingNetworks of options.train)
        for (const seed of options.seeds)
          await checked(async () => {
            const split = recordsSplit(device, { seed, trainingNetworks, trainSpace, testSpaces })
            const own = await recordsTrial(split, { seed })
            scores.push(...own)
            for (const score of own) if (score.subject.startsWith('networks')) tellScore(score)
          })
    }
    const notes = [
      'A network that was visited again counts once, with the geometric means of its times.',
      'The noise ceiling compares second visits with first ones: the difference of two noisy times.',
      ...(isCorrected ? ['Times are corrected by the clock canary.'] : []),
    ]
    return deliver({ protocol: 'records', scores, ceilings, published: [], notes }, options)
  },
}

function devicesOf(known: readonly RecordsDevice[], wanted: 'all' | readonly string[]): RecordsDevice[] {
  if (wanted === 'all') return [...known]
  return wanted.flatMap((part) => {
    const found = known.filter(({ device }) => device.includes(part))
    if (found.length > 0) return found
    throw new UsageError(
      `There is no device "${part}". There are ${known.map(({ device }) => device).join('; ')}.`,
    )
  })
}

/** All records of several files, each once. @throws {UsageError} where a file or a record cannot be read */
async function joinedDatasets(paths: readonly string[]): Promise<Dataset> {
  const files = await Promise.all(paths.map(datasetOf))
  const joined = <Whole extends { readonly id: string }>(
    of: (file: Dataset) => readonly Whole[],
  ): Whole[] => [...new Map(files.flatMap(of).map((record) => [record.id, record])).values()]
  return {
    ...{ format: datasetFormat, version: 1 },
    platforms: joined(({ platforms }) => platforms),
    architectures: joined(({ architectures }) => architectures),
    measurements: joined(({ measurements }) => measurements),
  }
}

/** A dataset whose records passed every check of an import. */
async function datasetOf(path: string): Promise<Dataset> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UsageError(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`)
  })
  let json: Partial<Record<string, unknown>>
  try {
    const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    json = (JSON.parse(text) ?? {}) as typeof json
    requireReadable({ format: json['format'], version: json['version'] }, datasetFormat)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path}: ${error.message}.`)
    throw new UsageError(`${path}: ${faultOf(error, mostBytes)}`)
  }
  const list = <Whole>(member: string, read: (text: string) => Read<Whole>): Whole[] => {
    const records = json[member]
    if (!Array.isArray(records)) throw new UsageError(`${path} has no list of ${member}.`)
    return records.map((record, place) => {
      const result = read(JSON.stringify(record))
      if ('record' in result) return result.record
      throw new UsageError(`${path}, ${member}[${place}]: ${result.reason}`)
    })
  }
  return {
    ...{ format: datasetFormat, version: 1 },
    platforms: list('platforms', readPlatform),
    architectures: list('architectures', readArchitecture),
    measurements: list('measurements', readMeasurement),
  }
}
