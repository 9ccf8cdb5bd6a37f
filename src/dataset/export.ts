import canonicalize from 'canonicalize'
import type { Filter } from './filter.ts'
import { datasetFormat, datasetVersion } from './record.ts'
import type { DatasetStore } from './store.ts'

/**
 * The dataset, or what a filter means of it, as a file: one record a line, in the order of the ids, each in its RFC
 * 8785 form, so that equal datasets give equal bytes. Records are read one at a time while the stream is read; what
 * is removed meanwhile is left out.
 * @throws {StoreError} through the stream
 */
export function exportJson(
  store: DatasetStore,
  filter: Filter = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return byteStream(fileText(store, filter))
}

/** As `exportJson`, packed. */
export function exportJsonGz(
  store: DatasetStore,
  filter: Filter = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return exportJson(store, filter).pipeThrough(new CompressionStream('gzip'))
}

/** A stream as a file to be saved; browsers keep large ones on the disk. */
export async function blobOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>, type: string): Promise<Blob> {
  return new Response(stream, { headers: { 'Content-Type': type } }).blob()
}

export const jsonType = 'application/json'
export const gzipType = 'application/gzip'
export const csvType = 'text/csv'

async function* fileText(store: DatasetStore, filter: Filter): AsyncGenerator<string> {
  const ids = {
    platforms: new Set<string>(),
    architectures: new Set<string>(),
    measurements: new Array<string>(),
  }
  for await (const { id, platformId, architectureId } of store.rows(filter)) {
    ids.measurements.push(id)
    ids.platforms.add(platformId)
    ids.architectures.add(architectureId)
  }
  yield `{"format":${JSON.stringify(datasetFormat)},"version":${datasetVersion},\n"platforms":[`
  yield* list([...ids.platforms].sort(), (some) => each(some, (id) => store.platform(id)))
  yield '],\n"architectures":['
  yield* list([...ids.architectures].sort(), (some) => each(some, (id) => store.architecture(id)))
  yield '],\n"measurements":['
  yield* list(ids.measurements, (some) => store.getMany(some))
  yield ']}\n'
}

/** Records that are read at once: one after another would wait for each answer of the database. */
export const readLength = 100

async function* list(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<readonly unknown[]>,
): AsyncGenerator<string> {
  let isFirst = true
  for (let at = 0; at < ids.length; at += readLength)
    for (const record of await read(ids.slice(at, at + readLength))) {
      const text = canonicalize(record)
      if (text === undefined) continue
      yield `${isFirst ? '' : ','}\n${text}`
      isFirst = false
    }
}

const each = <Item>(ids: readonly string[], read: (id: string) => Promise<Item>): Promise<Item[]> =>
  Promise.all(ids.map(read))

/** Large enough that packing and writing do not go record by record. */
const chunkCharacters = 64 * 1024

/** Texts as a stream of UTF-8 that is made as fast as it is read. */
export function byteStream(texts: AsyncGenerator<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      let text = ''
      while (text.length < chunkCharacters) {
        const { done, value } = await texts.next()
        if (done) {
          if (text !== '') controller.enqueue(encoder.encode(text))
          controller.close()
          return
        }
        text += value
      }
      controller.enqueue(encoder.encode(text))
    },
    async cancel() {
      await texts.return(undefined)
    },
  })
}
