import { describe, expect, it } from 'vitest'
import {
  deviceIdentity,
  deviceName,
  identityFromUserAgent,
} from '../../../src/measurement/device-identity.ts'

const agents = {
  chromeAndroid:
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
  safariIphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1',
  firefoxLinux: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  edgeWindows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
}

describe('the user agent text', () => {
  it.each([
    [
      agents.chromeAndroid,
      { browserName: 'Chrome', browserVersion: '142.0.0.0', os: 'Android 10', isMobile: true },
    ],
    [agents.safariIphone, { browserName: 'Safari', browserVersion: '26.1', os: 'iOS 26.1', isMobile: true }],
    [agents.firefoxLinux, { browserName: 'Firefox', browserVersion: '145.0', os: 'Linux', isMobile: false }],
    [
      agents.edgeWindows,
      { browserName: 'Edge', browserVersion: '142.0.0.0', os: 'Windows 10.0', isMobile: false },
    ],
    ['something else', { browserName: '', browserVersion: '', os: '', isMobile: false }],
  ])('%s', (text, expected) => {
    expect(identityFromUserAgent(text)).toEqual(expected)
  })
})

describe('a device', () => {
  it('says its model where the browser tells it', async () => {
    const identity = await deviceIdentity({
      userAgent: agents.chromeAndroid,
      hardwareConcurrency: 8,
      deviceMemory: 8,
      userAgentData: {
        mobile: true,
        platform: 'Android',
        brands: [
          { brand: 'Not)A;Brand', version: '8' },
          { brand: 'Chromium', version: '142' },
          { brand: 'Google Chrome', version: '142' },
        ],
        getHighEntropyValues: () => Promise.resolve({ model: 'Pixel 7', platformVersion: '14.0.0' }),
      },
    })
    expect(identity).toMatchObject({
      model: 'Pixel 7',
      os: 'Android 14',
      isMobile: true,
      memoryGiB: 8,
      browserName: 'Google Chrome',
    })
    expect(deviceName(identity)).toBe('Pixel 7, Android 14')
  })

  it('is described by its system and cores where the browser refuses or knows no hints', async () => {
    const refused = await deviceIdentity({
      userAgent: agents.chromeAndroid,
      userAgentData: {
        mobile: true,
        platform: 'Android',
        brands: [],
        getHighEntropyValues: () => Promise.reject(new Error('refused')),
      },
    })
    expect(refused).toMatchObject({ model: '', os: 'Android', logicalCores: 1, memoryGiB: null })
    const firefox = await deviceIdentity({ userAgent: agents.firefoxLinux, hardwareConcurrency: 2 })
    expect(deviceName(firefox)).toBe('Linux, 2 cores')
  })
})
