import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { securityHeaders, startServer, type ServeOptions, type StaticServer } from '../../../scripts/serve.ts'

let folder = ''
let server: StaticServer | null = null

/** A small site with a secret beside it. */
async function serve(options: Partial<ServeOptions> = {}): Promise<StaticServer> {
  server = await startServer({ root: join(folder, 'site'), ...options })
  return server
}

interface Answer {
  readonly status: number
  readonly headers: Record<string, unknown>
  readonly body: Buffer
}

/** Sends the path as it is: `fetch` would tidy it up first. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options
    const sent = request(
      { host: '127.0.0.1', port: server!.port, path, method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serve-test-'))
  mkdirSync(join(folder, 'site', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'site', 'index.html'), '<h1>home</h1>')
  writeFileSync(join(folder, 'site', 'assets', 'engine.wasm'), 'wasm '.repeat(200))
  writeFileSync(join(folder, 'site', 'picture.png'), 'png')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  mkdirSync(join(folder, 'site-beside'))
  writeFileSync(join(folder, 'site-beside', 'secret.txt'), 'secret')
})
afterEach(async () => {
  await server?.close()
  server = null
  rmSync(folder, { recursive: true })
})

describe('files', () => {
  test('every answer isolates the page, whatever it is about', async () => {
    await serve()
    for (const path of ['/', '/assets/engine.wasm', '/missing']) {
      const { headers } = await ask(path)
      for (const [name, value] of Object.entries(securityHeaders))
        expect(headers[name.toLowerCase()]).toBe(value)
    }
  })

  test('a folder is its index, and each type of file has its name', async () => {
    await serve()
    const home = await ask('/?query=1')
    expect(home.body.toString()).toBe('<h1>home</h1>')
    expect(home.headers['content-type']).toBe('text/html; charset=utf-8')
    expect((await ask('/assets/engine.wasm')).headers['content-type']).toBe('application/wasm')
    expect((await ask('/picture.png')).headers['content-type']).toBe('image/png')
  })

  test('hashed files may be kept for ever, the page is asked for again', async () => {
    await serve()
    expect((await ask('/')).headers['cache-control']).toBe('no-cache')
    expect((await ask('/assets/engine.wasm')).headers['cache-control']).toContain('immutable')
  })

  test('a file is compressed for whoever accepts it, and for nobody else', async () => {
    await serve()
    const plain = readFileSync(join(folder, 'site', 'assets', 'engine.wasm'))
    for (const accepted of ['gzip', 'br, gzip;q=0.5', '*'])
      for (let round = 0; round < 2; round++) {
        const { headers, body } = await ask('/assets/engine.wasm', {
          headers: { 'accept-encoding': accepted },
        })
        expect(headers['content-encoding']).toBe('gzip')
        expect(body.length).toBeLessThan(plain.length)
        expect(gunzipSync(body)).toEqual(plain)
      }
    for (const accepted of ['', 'br', 'gzip;q=0']) {
      const { headers, body } = await ask('/assets/engine.wasm', { headers: { 'accept-encoding': accepted } })
      expect(headers['content-encoding']).toBeUndefined()
      expect(body).toEqual(plain)
    }
    expect(
      (await ask('/picture.png', { headers: { 'accept-encoding': 'gzip' } })).headers,
    ).not.toHaveProperty('content-encoding')
  })

  test('a compressed file that changes is compressed again', async () => {
    await serve()
    const asked = { headers: { 'accept-encoding': 'gzip' } }
    await ask('/', asked)
    writeFileSync(join(folder, 'site', 'index.html'), '<h1>another home</h1>')
    expect(gunzipSync((await ask('/', asked)).body).toString()).toBe('<h1>another home</h1>')
  })

  test('HEAD tells the length and sends nothing', async () => {
    await serve()
    const { status, headers, body } = await ask('/', { method: 'HEAD' })
    expect([status, headers['content-length'], body.length]).toEqual([200, '13', 0])
  })

  test('no path leads out of the folder', async () => {
    await serve()
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'site', 'link.txt'))
    const paths = [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/%2e%2e%2fsite-beside%2fsecret.txt',
      '//../secret.txt',
      '/link.txt',
      `/${join(folder, 'secret.txt')}`,
    ]
    for (const path of paths) expect([path, (await ask(path)).status]).toEqual([path, 404])
  })

  test('a path that means nothing is refused', async () => {
    await serve()
    expect((await ask('/%')).status).toBe(400)
    expect((await ask('/index.html%00.png')).status).toBe(400)
    expect((await ask('/', { method: 'DELETE' })).status).toBe(405)
    expect((await ask('/assets')).status).toBe(404)
  })

  test('the site can stand below a path, and nowhere else', async () => {
    const { url } = await serve({ base: '/lab/' })
    expect(url).toMatch(/\/lab\/$/)
    expect((await ask('/lab/')).body.toString()).toBe('<h1>home</h1>')
    expect((await ask('/lab')).headers['location']).toBe('/lab/')
    expect((await ask('/')).status).toBe(404)
    expect((await ask('/laboratory')).status).toBe(404)
    expect((await ask('/lab/../secret.txt')).status).toBe(404)
  })

  test('a port that is taken is an error with its code', async () => {
    const { port } = await serve()
    await expect(startServer({ root: folder, port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('deliveries', () => {
  const collecting = () => serve({ collectInto: join(folder, 'kept') })

  test('a body is kept under its name, and done is told', async () => {
    const { delivered, done } = await collecting()
    expect((await ask('/deliver/data.json', { method: 'POST', body: '{"a":1}' })).status).toBe(204)
    expect(readFileSync(delivered.get('data.json')!, 'utf8')).toBe('{"a":1}')
    expect((await ask('/done', { method: 'POST' })).status).toBe(204)
    await done
  })

  test('the last delivery of a name stands', async () => {
    const { delivered } = await collecting()
    for (const body of ['a longer first one', 'second'])
      await ask('/deliver/data.json', { method: 'POST', body })
    expect(readFileSync(delivered.get('data.json')!, 'utf8')).toBe('second')
  })

  test('a name that is not a plain file name is refused', async () => {
    await collecting()
    for (const name of ['..', '.hidden', '%2e%2e%2fout', 'a%2fb', 'a%5cb', '', 'x'.repeat(101)]) {
      const { status } = await ask(`/deliver/${name}`, { method: 'POST', body: 'x' })
      expect([name, [400, 404].includes(status)]).toEqual([name, true])
    }
    expect(existsSync(join(folder, 'kept'))).toBe(false)
  })

  test('a body above the limit is refused and leaves nothing, announced or not', async () => {
    await serve({ collectInto: join(folder, 'kept'), mostBytes: 10 })
    const body = 'x'.repeat(11)
    expect((await ask('/deliver/a', { method: 'POST', body })).status).toBe(413)
    const chunked = { method: 'POST', body, headers: { 'transfer-encoding': 'chunked' } }
    expect((await ask('/deliver/a', chunked)).status).toBe(413)
    expect((await ask('/deliver/b', { method: 'POST', body: 'x'.repeat(10) })).status).toBe(204)
    expect(readdirSync(join(folder, 'kept'))).toEqual(['b'])
  })

  test('a page of another origin is refused, one of ours is not', async () => {
    const { port } = await collecting()
    const post = (origin: string) => ask('/deliver/a', { method: 'POST', body: 'x', headers: { origin } })
    expect((await post('https://example.org')).status).toBe(403)
    expect((await post('null')).status).toBe(403)
    expect((await post(`http://127.0.0.1:${port}`)).status).toBe(204)
  })

  test('a server that does not collect accepts nothing', async () => {
    await serve()
    expect((await ask('/deliver/a', { method: 'POST', body: 'x' })).status).toBe(404)
    expect((await ask('/done', { method: 'POST' })).status).toBe(404)
  })
})
