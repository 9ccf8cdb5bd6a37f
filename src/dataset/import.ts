import { bytesOf, fileOf, mostBytes } from './byte-source.ts'
import { faultOfArchitecturePair, faultOfPair } from './consistency.ts'
import { faultOf, requireReadable, type ImportReport, type Rejected } from './import-report.ts'
import { splitJson, type JsonPart } from './json-stream.ts'
import { datasetFormat, type ArchitectureRecord, type Measurement, type PlatformRecord } from './record.ts'
import { readArchitecture, readMeasurement, readPlatform, type Read } from './record-text.ts'
import type { DatasetStore } from './store.ts'
import { StoreError } from './store-error.ts'

export interface ImportProgress {
  /** Of the file as it is, packed or not. */
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly added: number
  readonly known: number
  readonly rejected: number
}

export interface ImportOptions {
  readonly onProgress?: (progress: ImportProgress) => void
  /** Stops between two chunks; what was stored before stays. */
  readonly signal?: AbortSignal
  /** Largest size of the unpacked file. @default 1 GiB */
  readonly mostBytes?: number
}

const members = ['platforms', 'architectures', 'measurements'] as const
type Member = (typeof members)[number]
const headerMembers = ['format', 'version']
/** Rejected rows that the report lists; more are only counted. */
const mostListed = 1000
/** Records stored at once: so few that a page stays responsive. */
const chunkLength = 200
const chunkCharacters = 2 ** 20

/**
 * Adds what a file holds and what is not here yet; importing it again changes nothing. Everything is checked: good
 * rows are taken, each bad one is reported with its reason. The parts of the file may stand in any order. The file is
 * read in pieces, `.json` or `.json.gz`, and never held in memory as a whole.
 */
export async function importDataset(
  source: Blob | ReadableStream<Uint8Array<ArrayBuffer>>,
  store: DatasetStore,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const limit = options.mostBytes ?? mostBytes
  const progress = new Import(store, options)
  let fault: string | null = null
  try {
    const file = await fileOf(source, limit)
    requireReadable(await headerOf(file, limit, options.signal), datasetFormat)
    await progress.readAll(file, limit)
  } catch (error) {
    if (!(options.signal?.aborted && error === options.signal.reason)) fault = faultOf(error, limit)
  }
  try {
    await progress.sweep()
  } catch (error) {
    fault ??= faultOf(error, limit)
  }
  return { ...progress.counts(), fault, isCancelled: options.signal?.aborted ?? false }
}

/** Reads on until format and version are known: in files of ours that is at once, in others at the end. */
async function headerOf(
  file: Blob,
  limit: number,
  signal?: AbortSignal,
): Promise<{ format: unknown; version: unknown }> {
  const header = new Map<string, unknown>()
  for await (const parts of splitJson(bytesOf(file, undefined, limit), {
    members: new Set(headerMembers),
    mostBytes: 1000,
  })) {
    signal?.throwIfAborted()
    for (const { member, text, index } of parts)
      if (text !== null && index === null) header.set(member, valueOf(text))
    if (headerMembers.every((member) => header.has(member))) break
  }
  return { format: header.get('format'), version: header.get('version') }
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A measurement and its position in the file. */
interface Placed {
  readonly record: Measurement
  readonly index: number
}

class Import {
  readonly #store: DatasetStore
  readonly #options: ImportOptions
  #added = 0
  #known = 0
  #rejectedCount = 0
  readonly #rejected: Rejected[] = []
  /** New in this import, and whether a measurement names them is not known yet. */
  readonly #unnamed = { architectures: new Set<string>(), platforms: new Set<string>() }
  #newArchitectures = 0
  #newPlatforms = 0
  /** Positions of measurements whose architecture or platform had not come yet. */
  readonly #waiting = new Set<number>()
  #isSecondReading = false
  #platforms: PlatformRecord[] = []
  #architectures: ArchitectureRecord[] = []
  #measurements: Placed[] = []
  #characters = 0

  constructor(store: DatasetStore, options: ImportOptions) {
    this.#store = store
    this.#options = options
  }

  async readAll(file: Blob, limit: number): Promise<void> {
    const fault = await this.#readToEnd(file, limit)
    if (this.#waiting.size > 0) {
      this.#isSecondReading = true
      await this.#readToEnd(file, limit)
    }
    if (fault !== null) throw fault.error
  }

  /** @returns what ended the reading too early, after everything before that place was stored */
  async #readToEnd(file: Blob, limit: number): Promise<{ readonly error: unknown } | null> {
    try {
      await this.#read(file, limit)
      return null
    } catch (error) {
      if (error instanceof StoreError || this.#options.signal?.aborted) throw error
      await this.#flush()
      return { error }
    }
  }

  /** Forgets the new architectures and platforms that no measurement came for. */
  async sweep(): Promise<void> {
    const { architectures, platforms } = this.#unnamed
    if (architectures.size + platforms.size === 0) return
    await this.#store.sweep([...architectures], [...platforms])
    this.#newArchitectures -= architectures.size
    this.#newPlatforms -= platforms.size
  }

  counts(): Omit<ImportReport, 'fault' | 'isCancelled'> {
    return {
      added: this.#added,
      known: this.#known,
      rejected: this.#rejected,
      rejectedCount: this.#rejectedCount,
      newArchitectures: this.#newArchitectures,
      newPlatforms: this.#newPlatforms,
    }
  }

  async #read(file: Blob, limit: number): Promise<void> {
    let bytesRead = 0
    const bytes = bytesOf(file, (count) => (bytesRead = count), limit)
    for await (const parts of splitJson(bytes, { members: new Set([...members, ...headerMembers]) })) {
      for (const part of parts) {
        this.#options.signal?.throwIfAborted()
        this.#take(part)
        if (this.#isChunk()) {
          await this.#flush()
          this.#tellProgress(bytesRead, file.size)
        }
      }
    }
    await this.#flush()
    this.#tellProgress(bytesRead, file.size)
  }

  #take({ member, index, text, problem }: JsonPart): void {
    if (headerMembers.includes(member)) return
    const kind = members.find((name) => name === member)
    if (this.#isSecondReading && (kind !== 'measurements' || index === null || !this.#waiting.has(index)))
      return
    const where = index === null ? member : `${member}[${index}]`
    if (kind === undefined)
      return this.#reject({ where, reason: 'This version does not know it; it was left out.' })
    if (index === null) return this.#reject({ where, reason: 'It must be a list of records.' })
    if (text === null)
      return this.#reject({ where, reason: `It is ${problem ?? 'unreadable'} and cannot be a record.` })
    this.#characters += text.length
    this.#keep(kind, where, index, text)
  }

  #keep(kind: Member, where: string, index: number, text: string): void {
    const taken = <Whole>(read: Read<Whole>): Whole | null => {
      if ('record' in read) return read.record
      this.#reject({ where, ...read })
      return null
    }
    if (kind === 'measurements') {
      const record = taken(readMeasurement(text))
      if (record) this.#measurements.push({ record, index })
    } else if (kind === 'architectures') {
      const record = taken(readArchitecture(text))
      if (record) this.#architectures.push(record)
    } else {
      const record = taken(readPlatform(text))
      if (record) this.#platforms.push(record)
    }
  }

  #reject(rejected: Rejected): void {
    this.#rejectedCount++
    if (this.#rejected.length < mostListed) this.#rejected.push(rejected)
  }

  #isChunk(): boolean {
    const records = this.#measurements.length + this.#architectures.length + this.#platforms.length
    return records >= chunkLength || this.#characters >= chunkCharacters
  }

  async #flush(): Promise<void> {
    const [platforms, architectures] = [this.#platforms, this.#architectures]
    const measurements = await this.#fitting(this.#measurements)
    ;[this.#platforms, this.#architectures, this.#measurements, this.#characters] = [[], [], [], 0]
    if (platforms.length + architectures.length + measurements.length === 0) return
    const positions = new Map(measurements.map(({ record, index }) => [record, index]))
    const result = await this.#store.addMany({
      platforms,
      architectures,
      measurements: [...positions.keys()],
    })
    this.#added += result.added
    this.#known += result.known
    this.#newArchitectures += result.newArchitectures.length
    this.#newPlatforms += result.newPlatforms.length
    for (const id of result.newArchitectures) this.#unnamed.architectures.add(id)
    for (const id of result.newPlatforms) this.#unnamed.platforms.add(id)
    for (const { measurement, what } of result.missing) {
      const index = positions.get(measurement) ?? 0
      positions.delete(measurement)
      if (!this.#isSecondReading) this.#waiting.add(index)
      else {
        const missingId = what === 'platform' ? measurement.platformId : measurement.architectureId
        const reason = `Its ${what} ${missingId} is neither in the file nor stored here.`
        this.#reject({ where: `measurements[${index}]`, id: measurement.id, reason })
      }
    }
    for (const { architectureId, platformId } of positions.keys()) {
      this.#unnamed.architectures.delete(architectureId)
      this.#unnamed.platforms.delete(platformId)
    }
  }

  /**
   * The measurements that contradict neither their platform nor their architecture; where one is not known yet, they
   * are asked again.
   */
  async #fitting(measurements: readonly Placed[]): Promise<Placed[]> {
    const platforms = new Map(this.#platforms.map((platform) => [platform.id, platform]))
    const architectures = new Map(this.#architectures.map((architecture) => [architecture.id, architecture]))
    const fitting: Placed[] = []
    for (const { record, index } of measurements) {
      const platform = platforms.get(record.platformId) ?? (await this.#store.platform(record.platformId))
      if (platform) platforms.set(platform.id, platform)
      const reason =
        (platform ? faultOfPair(record, platform) : null) ??
        (await this.#faultOfNodes(record, architectures.get(record.architectureId)))
      if (reason === null) fitting.push({ record, index })
      else this.#reject({ where: `measurements[${index}]`, id: record.id, reason })
    }
    return fitting
  }

  /** Only kernels name nodes: without them no architecture is read. */
  async #faultOfNodes(record: Measurement, known: ArchitectureRecord | undefined): Promise<string | null> {
    if (record.status !== 'ok' || record.kernels === null) return null
    const architecture = known ?? (await this.#store.architecture(record.architectureId))
    return architecture ? faultOfArchitecturePair(record, architecture) : null
  }

  #tellProgress(bytesRead: number, size: number): void {
    this.#options.onProgress?.({
      bytesRead: bytesRead + (this.#isSecondReading ? size : 0),
      bytesTotal: this.#isSecondReading ? 2 * size : size,
      added: this.#added,
      known: this.#known,
      rejected: this.#rejectedCount,
    })
  }
}
