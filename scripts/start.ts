import { parseArgs } from 'node:util'
import { buildIfNeeded } from './build-if-needed.ts'
import { tell } from './fault.ts'
import { startServer, type StaticServer } from './serve.ts'

const firstPort = 4173
const portsTried = 20

/** Where no browser can open: a Linux without a display, or a machine of continuous integration. */
function isHeadless(): boolean {
  const { CI, DISPLAY, WAYLAND_DISPLAY } = process.env
  return Boolean(CI) || (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY)
}

/** Serves on the wanted port or, unless just that one is wanted, on the next that is free. */
async function serveFrom(root: string, wanted: number | null): Promise<StaticServer> {
  for (let port = wanted ?? firstPort; ; port++)
    try {
      return await startServer({ root, port })
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!isTaken || wanted !== null || port >= firstPort + portsTried) throw error
    }
}

async function start(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' } } })
  const server = await serveFrom(buildIfNeeded(), values.port === undefined ? null : Number(values.port))
  const address = `http://localhost:${server.port}/`
  console.log(`Inferometer: ${address}`)
  console.log(
    `On a phone: connect it by USB with debugging on, run \`adb reverse tcp:${server.port} tcp:${server.port}\`, ` +
      `and open ${address} in its Chrome.`,
  )
  if (isHeadless())
    console.log('No browser can open here: `npm run lab -- demo` measures five small networks without one.')
  console.log('Stop with Ctrl+C.')
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      void server.close().then(() => process.exit(0))
    })
}

try {
  await start()
} catch (error) {
  process.exitCode = tell(error)
}
