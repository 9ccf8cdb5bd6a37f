import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import { chromium } from 'playwright'
import { launchFlags, type LaunchWish } from './browser/flags.ts'
import { installBrowser } from './browser/install.ts'
import { Fault } from './fault.ts'

/** Where Chromium is looked for, from the most to the least wanted. */
export interface BrowserSources {
  /** `CHROME_PATH`: whoever sets it means it, so nothing else is tried. */
  readonly chromePath: string | undefined
  /** The browser that Playwright would have downloaded, whether it did or not. */
  readonly playwrightPath: string
  readonly platform: NodeJS.Platform
}

const installedPaths: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/opt/google/chrome/chrome',
    '/usr/bin/chromium-browser',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
}

/** Paths at which Chromium may stand, in the order in which they are tried. */
export function browserCandidates(sources: BrowserSources): string[] {
  return [sources.playwrightPath, ...(installedPaths[sources.platform] ?? [])]
}

/**
 * On Ubuntu `chromium-browser` is a shell script that starts (or offers to install) a snap: a snap cannot read
 * profiles below /tmp and does not start in containers.
 */
export function isSnapShim(path: string): boolean {
  if (basename(path) !== 'chromium-browser') return false
  const head = Buffer.alloc(4096)
  const file = openSync(path, 'r')
  try {
    const text = head.toString('latin1', 0, readSync(file, head))
    return text.startsWith('#!') && /\bsnap\b/.test(text)
  } finally {
    closeSync(file)
  }
}

/** The first of the paths at which a browser really stands; null where there is none. */
export function firstBrowser(paths: readonly string[]): string | null {
  return paths.find((path) => existsSync(path) && !isSnapShim(path)) ?? null
}

/**
 * Path of a Chromium for the tests and the lab. Installs one where none is found and one can be had.
 *
 * @throws {Fault} with one sentence that says what to do.
 */
export function findBrowser(sources: BrowserSources = sourcesHere()): string {
  if (sources.chromePath !== undefined && sources.chromePath !== '') {
    if (existsSync(sources.chromePath)) return sources.chromePath
    throw new Fault(`CHROME_PATH names ${sources.chromePath}, but there is no such file.`)
  }
  const candidates = browserCandidates(sources)
  const found = firstBrowser(candidates) ?? (installBrowser() ? firstBrowser(candidates) : null)
  if (found !== null) return found
  throw new Fault(
    'No Chromium was found and none could be installed: install the package `chromium` ' +
      '(or Google Chrome), or set CHROME_PATH to the path of one.',
  )
}

/** What Playwright and Vitest need to start it. */
export function launchOptions(wish: LaunchWish = { gpu: 'software' }) {
  return {
    executablePath: findBrowser(),
    args: launchFlags(wish),
    // Playwright itself adds --no-sandbox where this is false.
    chromiumSandbox: canSandbox(),
  }
}

function sourcesHere(): BrowserSources {
  return {
    chromePath: process.env['CHROME_PATH'],
    playwrightPath: chromium.executablePath(),
    platform: process.platform,
  }
}

/** Chromium's sandbox needs another user than root and, on Linux, user namespaces, which containers mostly forbid. */
function canSandbox(): boolean {
  if (process.platform !== 'linux') return true
  if (process.getuid?.() === 0 || existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return false
  if (kernelSetting('kernel/apparmor_restrict_unprivileged_userns') === '1') return false
  return kernelSetting('kernel/unprivileged_userns_clone') !== '0'
}

function kernelSetting(name: string): string | null {
  const path = `/proc/sys/${name}`
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null
}
