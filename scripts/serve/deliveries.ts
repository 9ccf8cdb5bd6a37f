import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** One plain file name: no folder, no leading dot, nothing that a file system reads in its own way. */
const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

class TooLarge extends Error {}

/** What pages have delivered to this server so far. */
export class Deliveries {
  readonly files = new Map<string, string>()
  readonly done: Promise<void>
  #settle: () => void = () => {}

  constructor(
    readonly folder: string | null,
    readonly mostBytes: number,
  ) {
    this.done = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  finish(): void {
    this.#settle()
  }
}

/**
 * Answers POST /deliver/NAME (the body is kept as NAME in the folder) and POST /done; anything else is 404.
 * A page of another origin is refused: it could reach a server on this machine, and has nothing to say to it.
 */
export async function takeDelivery(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  deliveries: Deliveries,
): Promise<void> {
  const name = /^\/deliver\/([^/]*)$/.exec(path)?.[1] ?? null
  const folder = deliveries.folder
  if (folder === null || (path !== '/done' && name === null)) return answer(request, response, 404)
  if (isForeign(request)) return answer(request, response, 403)
  if (name === null) {
    deliveries.finish()
    return answer(request, response, 204)
  }
  if (!plainName.test(name)) return answer(request, response, 400)
  if (Number(request.headers['content-length'] ?? 0) > deliveries.mostBytes)
    return answer(request, response, 413)
  const target = join(folder, name)
  const status = await keep(request, folder, target, deliveries.mostBytes)
  if (status === 204) deliveries.files.set(name, target)
  return answer(request, response, status)
}

/** Writes the body beside its target and renames it when it is whole: a file that is there is complete. */
async function keep(
  request: IncomingMessage,
  folder: string,
  target: string,
  mostBytes: number,
): Promise<204 | 400 | 413> {
  const partial = `${target}.part`
  let nBytes = 0
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      nBytes += chunk.length
      next(nBytes > mostBytes ? new TooLarge() : null, chunk)
    },
  })
  try {
    await mkdir(folder, { recursive: true })
    await pipeline(request, limit, createWriteStream(partial))
    await rename(partial, target)
    return 204
  } catch (error) {
    await rm(partial, { force: true })
    return error instanceof TooLarge ? 413 : 400
  }
}

function isForeign(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}

function answer(request: IncomingMessage, response: ServerResponse, status: number): void {
  // What is not read is not waited for: the connection ends with the answer.
  if (!request.complete) response.setHeader('Connection', 'close')
  response.writeHead(status).end()
}
