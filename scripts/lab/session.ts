import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Page } from 'playwright'
import { launchOptions } from '../browser.ts'
import type { LaunchWish } from '../browser/flags.ts'
import { buildIfNeeded } from '../build-if-needed.ts'
import { startServer } from '../serve.ts'
import { driveRun } from './drive-run.ts'
import { keepPort, keptPort } from './kept-port.ts'
import type { RunWish } from './run-address.ts'

export interface SessionWish extends LaunchWish {
  /** Folder of the browser's profile: what was measured stays there. Null: a new one that goes with the session. */
  readonly profile: string | null
  /** A run that takes longer is given up. */
  readonly timeoutS: number
}

/** The site, served, in one browser. */
export interface Session {
  readonly url: string
  /** Opens the Run page, waits until its export is delivered, and returns its text. */
  measure(wish: RunWish): Promise<string>
  /** A new tab. */
  open(): Promise<Page>
}

/**
 * Builds where needed, serves, starts Chromium, lets `work` do its work, and leaves nothing running behind.
 *
 * @throws whatever `work` throws.
 */
export async function withSession<T>(wish: SessionWish, work: (session: Session) => Promise<T>): Promise<T> {
  const root = buildIfNeeded()
  const folder = await mkdtemp(join(tmpdir(), 'inferometer-'))
  const profile = wish.profile === null ? join(folder, 'profile') : resolve(wish.profile)
  const port = await keptPort(profile)
  const collectInto = join(folder, 'delivered')
  const server = await startServer({ root, collectInto, ...(port === undefined ? {} : { port }) })
  try {
    await keepPort(profile, server.port)
    const context = await chromium.launchPersistentContext(profile, {
      ...launchOptions(wish),
      viewport: { width: 1280, height: 800 },
    })
    try {
      return await work({
        url: server.url,
        measure: (run) => driveRun(context, server, run, wish.timeoutS * 1000),
        open: () => context.newPage(),
      })
    } finally {
      await context.close()
    }
  } finally {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}
