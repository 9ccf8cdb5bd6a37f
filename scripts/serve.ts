import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Deliveries, takeDelivery } from './serve/deliveries.ts'
import { sendFile } from './serve/static.ts'

export interface ServeOptions {
  /** The folder that is served: the production build. */
  readonly root: string
  /** 0: any free port. */
  readonly port?: number
  /** Name or address to listen on. @default 127.0.0.1: this machine only, which `adb reverse` reaches too. */
  readonly host?: string
  /** Where the site stands, with a slash at both ends. @default / */
  readonly base?: string
  /** Folder for what pages POST to /deliver/NAME. Left out: nothing is accepted. */
  readonly collectInto?: string
  /** Largest delivery in bytes. @default 512 MiB */
  readonly mostBytes?: number
}

export interface StaticServer {
  /** Address of the site, with a slash at its end. */
  readonly url: string
  readonly port: number
  /** Files that were delivered: name to path. */
  readonly delivered: ReadonlyMap<string, string>
  /** Settles when a page has sent POST /done. */
  readonly done: Promise<void>
  close(): Promise<void>
}

/** Cross-origin isolation (a clock step of 5 us, WASM threads) and no guessing of types. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

/**
 * Serves a folder with cross-origin isolation, and keeps what the pages of the same origin deliver.
 *
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function startServer(options: ServeOptions): Promise<StaticServer> {
  const host = options.host ?? '127.0.0.1'
  const base = options.base ?? '/'
  const deliveries = new Deliveries(options.collectInto ?? null, options.mostBytes ?? 512 * 2 ** 20)
  const server = createServer((request, response) => {
    answer(request, response, options.root, base, deliveries).catch(() => {
      // The connection broke or the disk failed in mid-answer: this answer is lost, the server is not.
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  const port = await listen(server, options.port ?? 0, host)
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}${base}`,
    port,
    delivered: deliveries.files,
    done: deliveries.done,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  base: string,
  deliveries: Deliveries,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  const path = pathOf(request)
  if (path === null) return refuse(response, 400)
  if (request.method === 'POST') return takeDelivery(request, response, path, deliveries)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD, POST')
    return refuse(response, 405)
  }
  if (path === base.slice(0, -1)) {
    response.setHeader('Location', base)
    return refuse(response, 308)
  }
  if (!path.startsWith(base)) return refuse(response, 404)
  return sendFile(request, response, root, path.slice(base.length))
}

/** The decoded path of a request; null where it cannot be decoded or could mean anything but a path. */
function pathOf(request: IncomingMessage): string | null {
  const [encoded = ''] = (request.url ?? '').split(/[?#]/)
  try {
    const path = decodeURIComponent(encoded)
    return path.startsWith('/') && !path.includes('\0') ? path : null
  } catch {
    return null
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status).end()
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
