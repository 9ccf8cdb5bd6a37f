/** What a browser tells about itself and the device, coarse by its own choice. */
export interface DeviceIdentity {
  readonly model: string
  readonly os: string
  readonly isMobile: boolean
  readonly logicalCores: number
  readonly memoryGiB: number | null
  readonly browserName: string
  readonly browserVersion: string
}

interface UserAgentData {
  readonly mobile: boolean
  readonly platform: string
  readonly brands: readonly { readonly brand: string; readonly version: string }[]
  getHighEntropyValues?(hints: readonly string[]): Promise<{ model?: string; platformVersion?: string }>
}

/** The part of `navigator` that is read; only Chromium has `userAgentData` and `deviceMemory`. */
export interface NavigatorLike {
  readonly userAgent: string
  readonly hardwareConcurrency?: number
  readonly deviceMemory?: number
  readonly userAgentData?: UserAgentData
}

export async function deviceIdentity(navigator: NavigatorLike): Promise<DeviceIdentity> {
  const { userAgentData: data, userAgent } = navigator
  // Refused or missing hints leave the coarse answer.
  const hints = await data?.getHighEntropyValues?.(['model', 'platformVersion']).catch(() => undefined)
  const fromText = identityFromUserAgent(userAgent)
  const brand =
    data?.brands.find(({ brand: name }) => !/not.a.brand/i.test(name) && name !== 'Chromium') ??
    data?.brands.find(({ brand: name }) => name === 'Chromium')
  const release = hints?.platformVersion?.split('.')[0]
  return {
    model: hints?.model ?? '',
    os: data ? [data.platform, release].filter((part) => part).join(' ') : fromText.os,
    isMobile: data?.mobile ?? fromText.isMobile,
    logicalCores: navigator.hardwareConcurrency ?? 1,
    memoryGiB: navigator.deviceMemory ?? null,
    browserName: brand?.brand ?? fromText.browserName,
    // The full version is in the user agent text; brands give the major one.
    browserVersion: fromText.browserVersion || (brand?.version ?? ''),
  }
}

const browsers: readonly (readonly [string, RegExp])[] = [
  ['Edge', /Edg(?:A|iOS)?\/([\d.]+)/],
  ['Opera', /OPR\/([\d.]+)/],
  ['Samsung Internet', /SamsungBrowser\/([\d.]+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Chrome', /(?:Chrome|CriOS|HeadlessChrome)\/([\d.]+)/],
  ['Safari', /Version\/([\d.]+).*Safari/],
]

const systems: readonly (readonly [string, RegExp])[] = [
  ['iOS', /(?:iPhone|iPad).*? OS ([\d_]+)/],
  ['Android', /Android ([\d.]+)/],
  ['Windows', /Windows NT ([\d.]+)/],
  ['macOS', /Mac OS X ([\d_]+)/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
]

/** Browser and system from the user agent text, as far as it still says them. */
export function identityFromUserAgent(
  text: string,
): Pick<DeviceIdentity, 'os' | 'isMobile' | 'browserName' | 'browserVersion'> {
  const [browserName, browserVersion] = firstMatch(browsers, text)
  const [system, release] = firstMatch(systems, text)
  return {
    os: [system, release.replaceAll('_', '.')].filter((part) => part).join(' '),
    isMobile: /Mobile|Android|iPhone|iPad/.test(text),
    browserName,
    browserVersion,
  }
}

function firstMatch(table: readonly (readonly [string, RegExp])[], text: string): [string, string] {
  for (const [name, pattern] of table) {
    const match = pattern.exec(text)
    if (match) return [name, match[1] ?? '']
  }
  return ['', '']
}

/** Short name for people: "Pixel 7, Android 14" or "Linux, 2 cores". */
export function deviceName({ model, os, logicalCores }: DeviceIdentity): string {
  const cores = logicalCores === 1 ? '1 core' : `${logicalCores} cores`
  return [model || null, os || null, model ? null : cores].filter((part) => part !== null).join(', ')
}
