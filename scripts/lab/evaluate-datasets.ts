import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { datasetFormat, type Dataset } from '../../src/dataset/record.ts'
import { faultOf, requireReadable } from '../../src/dataset/import-report.ts'
import { mostBytes } from '../../src/dataset/byte-source.ts'
import { readArchitecture, readMeasurement, readPlatform, type Read } from '../../src/dataset/record-text.ts'
import { UsageError } from './options.ts'

/** All records of several files, each once. @throws {UsageError} where a file or a record cannot be read */
export async function joinedDatasets(list: string): Promise<Dataset> {
  const paths = list.split(',')
  if (paths.includes('')) throw new UsageError(`--table names a file without a name: "${list}".`)
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
    json = (JSON.parse(textOfFile(path, bytes)) ?? {}) as typeof json
    requireReadable({ format: json['format'], version: json['version'] }, datasetFormat)
  } catch (error) {
    if (error instanceof UsageError) throw error
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

/** @throws {UsageError} where the name ends in `.gz` and the file is no archive, or a damaged one */
function textOfFile(path: string, bytes: Buffer): string {
  try {
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (error) {
    throw new UsageError(
      `${path} cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}
