import { fileURLToPath } from 'node:url'
import { expect, test, type Page } from '@playwright/test'
import { startServer } from '../../scripts/serve.ts'
import { sampleDataset } from '../fixtures/records.ts'

const text = JSON.stringify({
  format: 'inferometer-dataset',
  version: 1,
  ...sampleDataset({ networks: 3, platforms: 2, seed: 4 }),
})

/** Sends files as the browser does for an installed app: a form that is submitted, which is a navigation. */
async function share(page: Page, files: readonly { name: string; content: string }[]): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.evaluate((shared) => {
    const form = document.createElement('form')
    form.method = 'post'
    form.enctype = 'multipart/form-data'
    form.action = './share'
    const input = document.createElement('input')
    input.type = 'file'
    input.name = 'datasets'
    input.multiple = true
    const transfer = new DataTransfer()
    for (const { name, content } of shared)
      transfer.items.add(new File([content], name, { type: 'application/json' }))
    input.files = transfer.files
    form.append(input)
    document.body.append(form)
    form.submit()
  }, files)
  await page.waitForURL(/\/#\/data$/)
}

const waiting = (page: Page) =>
  page.evaluate(async () => (await (await caches.open('inferometer-shared')).keys()).length)

test('a dataset that another app shares is imported, once, and its report is shown', async ({ page }) => {
  await page.goto('/')
  await share(page, [{ name: 'shared.json', content: text }])
  await expect(page.getByRole('heading', { level: 1, name: 'Data' })).toBeVisible()
  await expect(page.getByText('6 new measurements imported')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'shared.json' })).toBeVisible()
  expect(await waiting(page)).toBe(0)

  await page.reload()
  await expect(page.getByText('6 measurements', { exact: true })).toBeVisible()
  await expect(page.getByText('new measurements imported')).toHaveCount(0)

  await share(page, [{ name: 'again.json', content: text }])
  await expect(page.getByText('0 new measurements imported')).toBeVisible()
})

test('of more files than are taken at once the rest is named, and a share without files is too', async ({
  page,
}) => {
  await page.goto('/')
  const files = Array.from({ length: 6 }, (_, index) => ({ name: `${index}.json`, content: text }))
  await share(page, files)
  await expect(page.getByText('Some of the shared files were not taken')).toBeVisible()
  await expect(page.getByText(/new measurements imported/)).toHaveCount(5)

  await page.goto('/')
  await share(page, [])
  await expect(page.getByText('The files could not be taken over')).toBeVisible()
})

test('a share arrives too where the site stands in a folder of its host', async ({ page }) => {
  const root = fileURLToPath(new URL('../../dist', import.meta.url))
  const server = await startServer({ root, base: '/some/folder/' })
  try {
    await page.goto(server.url)
    await share(page, [{ name: 'shared.json', content: text }])
    await expect(page.getByText('6 new measurements imported')).toBeVisible()
    expect(page.url()).toBe(`${server.url}#/data`)
  } finally {
    await server.close()
  }
})

test('a file that the system opens with the app is imported', async ({ page }) => {
  // No browser can be told to open a file with an installed app: this does what it would do with the page.
  await page.addInitScript((content) => {
    const file = new File([content], 'opened.json', { type: 'application/json' })
    const setConsumer = (consumer: (params: object) => void) =>
      consumer({ files: [{ getFile: () => Promise.resolve(file) }] })
    Object.defineProperty(window, 'launchQueue', { value: { setConsumer } })
  }, text)
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'opened.json' })).toBeVisible()
  await expect(page.getByText('6 new measurements imported')).toBeVisible()
})

test('the service worker answers nothing but shares', async ({ page, baseURL }) => {
  await page.goto('/')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  // The second load is under the control of the service worker.
  const answered: string[] = []
  page.on('response', (response) => {
    if (response.fromServiceWorker()) answered.push(response.url())
  })
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto('/#/data')
  await page.reload({ waitUntil: 'networkidle' })
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toMatch(/\/sw\.js$/)
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  expect(asked.length).toBeGreaterThan(1)
  expect(answered).toEqual([])
  const { origin } = new URL(baseURL ?? '')
  const foreign = asked.filter(
    (url) => !['data:', 'blob:'].includes(new URL(url).protocol) && new URL(url).origin !== origin,
  )
  expect(foreign).toEqual([])
  // A script's POST to the same address is no share.
  expect(
    await page.evaluate(async () => (await fetch('./share', { method: 'POST', body: 'x' })).status),
  ).not.toBe(200)
})

test('Delete everything leaves no shared file behind', async ({ page }) => {
  await page.goto('#/about')
  await page.evaluate(async () => {
    const cache = await caches.open('inferometer-shared')
    await cache.put('./shared/1/left.json', new Response('{}'))
  })
  expect(await waiting(page)).toBe(1)
  await page.getByRole('button', { name: 'Delete everything …' }).click()
  await page.getByRole('button', { name: 'Delete everything', exact: true }).click()
  await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([])
})

test('the manifest names a share target, file handlers and pictures that exist', async ({
  page,
  request,
}) => {
  await page.goto('/')
  const address = await page.evaluate(
    () => document.querySelector<HTMLLinkElement>('link[rel=manifest]')?.href ?? '',
  )
  const manifest = (await (await request.get(address)).json()) as {
    icons: { src: string; type: string }[]
    share_target: { action: string }
    file_handlers: { action: string }[]
  }
  expect(manifest.share_target.action).toBe('./share')
  expect(manifest.file_handlers.map(({ action }) => action)).toEqual(['./'])
  for (const { src, type } of manifest.icons) {
    const picture = await request.get(new URL(src, address).href)
    expect(picture.status()).toBe(200)
    expect(picture.headers()['content-type']).toBe(type)
  }
})
