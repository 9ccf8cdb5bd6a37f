import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Tries to install Chromium: Debian's package where we are root on Debian or Ubuntu, else Playwright's download.
 * What the installers print goes to stderr, so that the caller's own output stays clean.
 *
 * @returns whether one of them says that it worked.
 */
export function installBrowser(): boolean {
  const isRootOnDebian = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (isRootOnDebian && installDebianPackage()) return true
  process.stderr.write('No Chromium was found: trying the download of Playwright.\n')
  // As root on Debian the libraries that the download needs are installed with it.
  return succeeds('npx', ['playwright', 'install', ...(isRootOnDebian ? ['--with-deps'] : []), 'chromium'])
}

function installDebianPackage(): boolean {
  process.stderr.write('No Chromium was found: installing the package `chromium`.\n')
  return (
    succeeds('apt-get', ['update']) &&
    succeeds('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      DEBIAN_FRONTEND: 'noninteractive',
    }) &&
    existsSync('/usr/bin/chromium')
  )
}

function succeeds(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): boolean {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    env: { ...process.env, ...env },
    timeout: 600_000,
  })
  return status === 0
}
