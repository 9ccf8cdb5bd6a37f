/** 1 GiB of text: some 300,000 measurements. Beyond it a file is more likely to be a trap than a dataset. */
export const mostBytes = 2 ** 30

export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

/** The data cannot be unpacked: the file was cut off or is damaged. */
export class UnpackError extends Error {
  override readonly name = 'UnpackError'
}

/** Gzip tells itself by its first two bytes (RFC 1952, section 2.3.1). */
async function isGzip(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  return first === 0x1f && second === 0x8b
}

/**
 * The bytes of a file, unpacked where it is gzip, a chunk at a time.
 * @param onRead is told how many bytes of the file itself have been read
 * @throws {UnpackError} at the place where a damaged file ends, {@link TooLargeError} beyond `limit` bytes
 */
export async function* bytesOf(
  file: Blob,
  onRead: (bytes: number) => void = () => undefined,
  limit = mostBytes,
): AsyncGenerator<Uint8Array> {
  let read = 0
  const counted = file.stream().pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        read += chunk.byteLength
        onRead(read)
        controller.enqueue(chunk)
      },
    }),
  )
  const isPacked = await isGzip(file)
  const stream = isPacked ? counted.pipeThrough(new DecompressionStream('gzip')) : counted
  const reader = stream.getReader()
  let total = 0
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw isPacked ? new UnpackError('gzip', { cause: error }) : error
      })
      if (done) return
      total += value.byteLength
      if (total > limit) throw new TooLargeError('beyond the limit')
      yield value
    }
  } finally {
    // Also where the consumer stops early: nothing more is read from the file.
    await reader.cancel().catch(() => undefined)
  }
}

/** A stream as a file that can be read twice; browsers keep large ones on the disk. @throws {TooLargeError} */
export async function fileOf(
  source: Blob | ReadableStream<Uint8Array<ArrayBuffer>>,
  limit = mostBytes,
): Promise<Blob> {
  if (source instanceof Blob) {
    if (source.size > limit) throw new TooLargeError('beyond the limit')
    return source
  }
  let total = 0
  const bounded = source.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        total += chunk.byteLength
        if (total > limit) controller.error(new TooLargeError('beyond the limit'))
        else controller.enqueue(chunk)
      },
    }),
  )
  return new Response(bounded).blob()
}
