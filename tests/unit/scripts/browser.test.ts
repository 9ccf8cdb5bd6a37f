import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { flags, launchFlags } from '../../../scripts/browser/flags.ts'
import { browserCandidates, findBrowser, firstBrowser } from '../../../scripts/browser.ts'

let folder = ''
const file = (name: string, text = '') => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'browser-test-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('finding the browser', () => {
  const sources = { chromePath: undefined, playwrightPath: '/nowhere/chrome', platform: 'linux' } as const

  test('CHROME_PATH is taken before anything else', () => {
    const chromePath = file('my-chrome')
    const playwrightPath = file('playwright-chrome')
    expect(findBrowser({ ...sources, chromePath, playwrightPath })).toBe(chromePath)
  })

  test('a CHROME_PATH without a file is an error that names both, and nothing else is tried', () => {
    const wish = { ...sources, chromePath: '/no/such/chrome', playwrightPath: file('playwright-chrome') }
    expect(() => findBrowser(wish)).toThrow('CHROME_PATH names /no/such/chrome, but there is no such file.')
  })

  test('the download of Playwright comes before the installed ones', () => {
    const playwrightPath = file('playwright-chrome')
    expect(findBrowser({ ...sources, playwrightPath })).toBe(playwrightPath)
  })

  test('every platform has its usual places, and an unknown one still has that of Playwright', () => {
    expect(browserCandidates(sources)).toContain('/usr/bin/chromium')
    expect(browserCandidates({ ...sources, platform: 'darwin' }).join()).toContain(
      '/Applications/Google Chrome.app',
    )
    expect(browserCandidates({ ...sources, platform: 'win32' }).join()).toContain('chrome.exe')
    expect(browserCandidates({ ...sources, platform: 'aix' })).toEqual(['/nowhere/chrome'])
  })

  test('paths without a file are passed over', () => {
    const second = file('second')
    expect(firstBrowser([join(folder, 'first'), second])).toBe(second)
    expect(firstBrowser([join(folder, 'first')])).toBeNull()
  })

  test('the chromium-browser of Ubuntu that only starts a snap is passed over, a real one is not', () => {
    const shim = file('chromium-browser', '#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    expect(firstBrowser([shim])).toBeNull()
    writeFileSync(shim, '\x7fELF snap')
    expect(firstBrowser([shim])).toBe(shim)
  })
})

describe('launch flags', () => {
  test('every flag is given once and has its reason', () => {
    expect(new Set(flags.map(({ flag }) => flag)).size).toBe(flags.length)
    expect(flags.filter(({ reason }) => reason.length < 10)).toEqual([])
  })

  test('software rendering and the real GPU share no renderer', () => {
    const software = launchFlags({ gpu: 'software' }, 'linux')
    const real = launchFlags({ gpu: 'real' }, 'linux')
    expect(software).toContain('--use-webgpu-adapter=swiftshader')
    expect(real.filter((flag) => flag.includes('swiftshader'))).toEqual([])
    expect(real).toContain('--enable-unsafe-webgpu')
  })

  test('a real GPU outside of Linux is reached without Vulkan', () => {
    expect(launchFlags({ gpu: 'real' }, 'darwin').filter((flag) => /vulkan/i.test(flag))).toEqual([])
  })

  test('the sandbox is never given up by a flag of ours', () => {
    expect(flags.map(({ flag }) => flag)).not.toContain('--no-sandbox')
  })
})
