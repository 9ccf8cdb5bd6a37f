/** One part of a top-level object: an element of a member that is an array, or a member that is anything else. */
export interface JsonPart {
  readonly member: string
  /** Position in the array, from 0; null where the member is no array. */
  readonly index: number | null
  /** The JSON text, not yet parsed; null where there is a problem. */
  readonly text: string | null
  readonly problem: 'too large' | 'nested too deeply' | 'not UTF-8' | 'unknown' | null
}

export interface SplitOptions {
  /** Members whose parts are wanted. Others are passed over and reported once as `unknown`. */
  readonly members: ReadonlySet<string>
  /** Largest part in bytes. @default 8 MiB: a graph of 20,000 nodes, or 20,000 samples, has less than half of it */
  readonly mostBytes?: number
  /** Deepest nesting within a part. @default 32; a record has 6 */
  readonly mostDepth?: number
}

/** The text is not one JSON object, or ends in the middle. The message is the second half of a sentence. */
export class JsonStreamError extends Error {
  override readonly name = 'JsonStreamError'
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openArray, closeArray, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]
const isBlank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
const longestKey = 100

type Place = 'start' | 'key' | 'colon' | 'value' | 'after value' | 'element' | 'after element' | 'end'

/**
 * Cuts the text of one large JSON object into parts, byte by byte, so that a file of any size needs the memory of its
 * largest part. All structure of JSON is ASCII, so UTF-8 needs no decoding for that. What stands inside a part is
 * checked by `JSON.parse` later, part by part: one bad row does not spoil the others.
 *
 * Yields the parts that end in each chunk. @throws {JsonStreamError}
 */
export async function* splitJson(
  chunks: AsyncIterable<Uint8Array>,
  options: SplitOptions,
): AsyncGenerator<readonly JsonPart[]> {
  const splitter = new JsonSplitter(options)
  for await (const chunk of chunks) {
    const parts = splitter.push(chunk)
    if (parts.length > 0) yield parts
  }
  splitter.end()
}

class JsonSplitter {
  readonly #members: ReadonlySet<string>
  readonly #mostBytes: number
  readonly #mostDepth: number
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  readonly #seen = new Set<string>()
  #place: Place = 'start'
  #offset = 0
  #member = ''
  /** Next position in the array; null in a member that is no array. */
  #index: number | null = null
  /** Bytes of the part (or key) that began in earlier chunks. */
  #pieces: Uint8Array[] = []
  #size = 0
  /** Brackets that are open within the part, and the most there were. */
  #depth = 0
  #deepest = 0
  #isInText = false
  #isEscaped = false
  #parts: JsonPart[] = []

  constructor({ members, mostBytes = 8 * 2 ** 20, mostDepth = 32 }: SplitOptions) {
    this.#members = members
    this.#mostBytes = mostBytes
    this.#mostDepth = mostDepth
  }

  push(chunk: Uint8Array): readonly JsonPart[] {
    this.#parts = []
    let at = this.#offset === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0
    while (at < chunk.length) {
      const isPart = this.#place === 'key' || this.#place === 'value' || this.#place === 'element'
      at = isPart ? this.#readPart(chunk, at) : this.#readBetween(chunk, at)
    }
    this.#offset += chunk.length
    return this.#parts
  }

  end(): void {
    if (this.#offset === 0) throw new JsonStreamError('it is empty')
    if (this.#place === 'start') throw new JsonStreamError('it holds no JSON')
    if (this.#place !== 'end') throw new JsonStreamError(`it ends in the middle${this.#where()}`)
  }

  /** Reads one byte of what stands between parts. @returns the position after it */
  #readBetween(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? 0
    if (isBlank(byte)) return at + 1
    switch (this.#place) {
      case 'start':
        if (byte !== openObject) this.#refuse('is not one JSON object', at)
        this.#place = 'key'
        return at + 1
      case 'colon':
        if (byte !== colon) this.#refuse('is not valid JSON', at)
        this.#place = 'value'
        return at + 1
      case 'after value':
        if (byte !== comma && byte !== closeObject) this.#refuse('is not valid JSON', at)
        this.#place = byte === comma ? 'key' : 'end'
        return at + 1
      case 'after element':
        if (byte !== comma && byte !== closeArray) this.#refuse('is not valid JSON', at)
        this.#place = byte === comma ? 'element' : 'after value'
        return at + 1
      default:
        return this.#refuse('goes on after its end', at)
    }
  }

  /** Reads on to the end of a key, a value or an element, or of the chunk. @returns the position after it */
  #readPart(chunk: Uint8Array, from: number): number {
    let at = from
    if (this.#size === 0) {
      while (at < chunk.length && isBlank(chunk[at] ?? 0)) at++
      if (at === chunk.length) return at
      const first = chunk[at] ?? 0
      if (first === closeObject && this.#place === 'key' && this.#seen.size === 0) {
        this.#place = 'end'
        return at + 1
      }
      if (first === closeArray && this.#place === 'element' && this.#index === 0) {
        this.#place = 'after value'
        return at + 1
      }
      if (first === openArray && this.#place === 'value') {
        this.#index = 0
        this.#place = 'element'
        if (!this.#members.has(this.#member)) this.#tell(null, 'unknown')
        return at + 1
      }
      if (
        this.#place === 'key'
          ? first !== quote
          : first === comma || first === closeArray || first === closeObject
      )
        this.#refuse('is not valid JSON', at)
    }
    const start = at
    // The hot loop: locals, and one look at each byte.
    let [depth, deepest, isInText, isEscaped] = [this.#depth, this.#deepest, this.#isInText, this.#isEscaped]
    let isOver = false
    for (; at < chunk.length; at++) {
      const byte = chunk[at]
      if (isInText) {
        if (isEscaped) isEscaped = false
        else if (byte === backslash) isEscaped = true
        else if (byte === quote) {
          isInText = false
          if (depth === 0 && this.#place === 'key') {
            at++
            isOver = true
            break
          }
        }
      } else if (byte === quote) isInText = true
      else if (byte === openObject || byte === openArray) deepest = Math.max(deepest, ++depth)
      else if (byte === closeObject || byte === closeArray) {
        if (depth === 0) {
          isOver = true
          break
        }
        depth--
      } else if (byte === comma && depth === 0) {
        isOver = true
        break
      }
    }
    ;[this.#depth, this.#deepest, this.#isInText, this.#isEscaped] = [depth, deepest, isInText, isEscaped]
    this.#keep(chunk, start, at)
    if (isOver) this.#finish(at)
    return at
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    this.#size += end - start
    const most = this.#place === 'key' ? longestKey : this.#mostBytes
    const isWanted = this.#place === 'key' || this.#members.has(this.#member)
    if (isWanted && this.#size <= most) this.#pieces.push(chunk.subarray(start, end))
    else this.#pieces = []
  }

  #finish(at: number): void {
    const place = this.#place
    const text = this.#text()
    const isTooLarge = this.#size > this.#mostBytes
    const isTooDeep = this.#deepest > this.#mostDepth
    this.#pieces = []
    ;[this.#size, this.#depth, this.#deepest] = [0, 0, 0]
    if (place === 'key') {
      this.#member = keyOf(text)
      if (this.#seen.has(this.#member) && this.#members.has(this.#member))
        this.#refuse(`names “${this.#member}” twice`, at)
      this.#seen.add(this.#member)
      this.#index = null
      this.#place = 'colon'
      return
    }
    this.#place = place === 'element' ? 'after element' : 'after value'
    if (!this.#members.has(this.#member)) {
      if (this.#index === null) this.#tell(null, 'unknown')
      else this.#index++
      return
    }
    if (isTooLarge) this.#tell(null, 'too large')
    else if (isTooDeep) this.#tell(null, 'nested too deeply')
    else this.#tell(text, text === null ? 'not UTF-8' : null)
    if (this.#index !== null) this.#index++
  }

  #tell(text: string | null, problem: JsonPart['problem']): void {
    const index = problem === 'unknown' ? null : this.#index
    this.#parts.push({ member: this.#member, index, text, problem })
  }

  /** The bytes of the part as text; null where they are no UTF-8. */
  #text(): string | null {
    const [only] = this.#pieces
    try {
      return this.#decoder.decode(
        only !== undefined && this.#pieces.length === 1 ? only : joined(this.#pieces),
      )
    } catch {
      return null
    }
  }

  #where(): string {
    if (this.#member === '') return ''
    return this.#index === null ? ` of ${this.#member}` : ` of ${this.#member}[${this.#index}]`
  }

  #refuse(problem: string, at: number): never {
    throw new JsonStreamError(
      `it ${problem} (at byte ${(this.#offset + at).toLocaleString('en')}${this.#where()})`,
    )
  }
}

/** The name of a member, short enough to be shown. A key that cannot be read is as good as an unknown one. */
function keyOf(text: string | null): string {
  try {
    const key: unknown = JSON.parse(text ?? '')
    return typeof key === 'string' ? key : ''
  } catch {
    return '(unreadable)'
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
