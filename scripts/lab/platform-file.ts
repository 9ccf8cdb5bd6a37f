import { constants, openAsBlob } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { bytesOf, mostBytes } from '../../src/dataset/byte-source.ts'
import { faultOf, requireReadable } from '../../src/dataset/import-report.ts'
import { splitJson } from '../../src/dataset/json-stream.ts'
import { datasetFormat, type PlatformRecord } from '../../src/dataset/record.ts'
import { readPlatform } from '../../src/dataset/record-text.ts'
import { UsageError } from './options.ts'

/** Which platform of a file is wanted. */
interface PlatformWish {
  readonly backend: PlatformRecord['backend']['name']
  /** Null for the first of that backend. */
  readonly id: string | null
}

/**
 * A platform of a dataset file, `.json` or `.json.gz`, read no further than needed and checked as an import checks it.
 * @throws {UsageError} where the file cannot be read, is no dataset, or has no such platform that is valid
 */
export async function platformOfFile(path: string, { backend, id }: PlatformWish): Promise<PlatformRecord> {
  const header = new Map<string, string>()
  // Of many bad ones the first is told: a hostile file may hold millions.
  let badCount = 0
  let firstBad = ''
  let found: PlatformRecord | undefined
  const file = await opened(path)
  try {
    for await (const parts of splitJson(bytesOf(file), { members })) {
      for (const { member, index, text, problem } of parts) {
        if (member !== 'platforms') header.set(member, text ?? '')
        else {
          const read = text === null ? { reason: `It is ${problem}.` } : readPlatform(text)
          if (!('record' in read))
            firstBad = badCount++ === 0 ? `platforms[${index}]: ${read.reason}` : firstBad
          else if (read.record.backend.name === backend && (id === null || read.record.id === id))
            found ??= read.record
        }
      }
      if (found && header.has('format') && header.has('version')) break
    }
    requireReadable(
      { format: valueOf(header.get('format')), version: valueOf(header.get('version')) },
      datasetFormat,
    )
  } catch (error) {
    throw new UsageError(`${path}: ${faultOf(error, mostBytes)}`)
  }
  if (found) return found
  const invalid = badCount === 0 ? '' : ` ${badCount} of its platforms cannot be read, such as ${firstBad}`
  throw new UsageError(
    `${path} has no platform of ${backend}${id === null ? '' : ` with the id ${id}`}.${invalid}`,
  )
}

const members = new Set(['format', 'version', 'platforms'])

function valueOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

/** @throws {UsageError} where there is no such file, or it may not be read */
async function opened(path: string): Promise<Blob> {
  try {
    await access(path, constants.R_OK)
    if ((await stat(path)).isFile()) return await openAsBlob(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new UsageError(`${path}: The file cannot be read${code}.`)
  }
  throw new UsageError(`${path}: It is no file.`)
}
