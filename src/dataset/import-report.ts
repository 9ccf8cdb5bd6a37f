import { TooLargeError, UnpackError } from './byte-source.ts'
import { JsonStreamError } from './json-stream.ts'
import { datasetVersion } from './record.ts'
import { StoreError } from './store-error.ts'

/** A part of the file that was not taken. All texts come from the file: show them as text only. */
export interface Rejected {
  /** Such as `measurements[17]`, counted from 0. */
  readonly where: string
  readonly id?: string
  /** A full sentence. */
  readonly reason: string
}

export interface ImportReport {
  /** Measurements that are new, and those that were here already. */
  readonly added: number
  readonly known: number
  /** The first 1000 that were rejected, and how many there were. */
  readonly rejected: readonly Rejected[]
  readonly rejectedCount: number
  /** Architectures and platforms that are new. */
  readonly newArchitectures: number
  readonly newPlatforms: number
  /** One sentence: why the file was not read to its end; null where it was. What was taken before that is kept. */
  readonly fault: string | null
  /** The reader asked to stop. What was taken before that is kept. */
  readonly isCancelled: boolean
}

/** The reason why a whole file is refused: its message is the fault of the report. */
export class FileFault extends Error {
  override readonly name = 'FileFault'
}

const size = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

const tooLargeSentence = (limit: number): string =>
  `The file holds more than ${size.format(limit / 2 ** 20)} MiB, which is more than this site reads at once. What came before that is kept; split the file to import the rest.`

/** A sentence for whatever ended an import; a mistake of ours is thrown again. */
export function faultOf(error: unknown, limit: number): string {
  if (error instanceof FileFault || error instanceof StoreError) return error.message
  if (error instanceof JsonStreamError)
    return `The file could not be read to its end as JSON: ${error.message}. What was read before that is kept.`
  if (error instanceof UnpackError)
    return 'The file could not be unpacked to its end: it was cut off or is damaged. What was read before that is kept; get the file again to import the rest.'
  if (error instanceof TooLargeError) return tooLargeSentence(limit)
  // The file was moved or changed while it was read, or the disk failed.
  if (error instanceof DOMException)
    return 'The browser could not read the file to its end. What was read before that is kept; choose the file again to import the rest.'
  throw error
}

/** @throws {FileFault} unless the header says that this version can read the file */
export function requireReadable(
  header: { readonly format: unknown; readonly version: unknown },
  format: string,
): void {
  const { format: given, version } = header
  if (given !== format)
    throw new FileFault(
      `This file is not an Inferometer dataset: its “format” is ${given === undefined ? 'missing' : quoted(given)}. Nothing was changed.`,
    )
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw new FileFault(
      `This file does not say which version of the dataset format it has: its “version” is ${version === undefined ? 'missing' : quoted(version)}. Nothing was changed.`,
    )
  if (version > datasetVersion)
    throw new FileFault(
      `This file has version ${version} of the dataset format, and this version of the site reads up to ${datasetVersion}. Nothing was changed: reload the site to get its newest version, then import the file again.`,
    )
}

function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`
}
