import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { BrowserContext, Page } from 'playwright'
import { Fault } from '../fault.ts'
import type { StaticServer } from '../serve.ts'
import { lookAt, RunWatch } from './progress.ts'
import { runAddress, type RunWish } from './run-address.ts'

const deliveryName = 'dataset.json'
/** Often enough for whoever waits; each look costs the page a fraction of a millisecond. */
const betweenLooksMs = 2_000
/** A run that kills its tab goes on in a new one where it was, so a few deaths are no reason to give up. */
const mostDeaths = 5

/**
 * Opens the Run page so that it starts by itself, tells its progress on stderr, and waits for its data set.
 *
 * @returns the text of the data set.
 * @throws {Fault} when the run ends, stands still or takes longer than `limitMs`.
 */
export async function driveRun(
  context: BrowserContext,
  server: StaticServer,
  wish: RunWish,
  limitMs: number,
): Promise<string> {
  const address = server.url + runAddress(wish, deliveryName)
  const startMs = performance.now()
  const watch = new RunWatch(startMs)
  let isClosed = false
  let isDone = false
  context.once('close', () => (isClosed = true))
  void server.done.then(() => (isDone = true))
  let page = await openTab(context, address)
  let nDeaths = 0
  while (!isDone) {
    if (isClosed) throw new Fault('The browser ended before the run was done.')
    if (performance.now() - startMs > limitMs)
      throw new Fault(`The run was not done after ${limitMs / 1000} s: give it more with --timeout.`)
    if (page.isDead()) {
      if (++nDeaths > mostDeaths) throw new Fault(`The tab died ${nDeaths} times, so the run was given up.`)
      process.stderr.write('The tab died; the run goes on in a new one where it was.\n')
      await page.tab.close()
      page = await openTab(context, address)
    }
    const { line, end } = watch.see(await lookAt(page.tab), performance.now())
    if (line !== null) process.stderr.write(`${line}\n`)
    if (end !== null) throw new Fault(end)
    await Promise.race([server.done, wait(betweenLooksMs)])
  }
  for (const note of await page.tab.getByRole('note').allInnerTexts()) process.stderr.write(`${note}\n`)
  await page.tab.close()
  const path = server.delivered.get(deliveryName)
  if (path === undefined) throw new Fault('The page said that it is done, but delivered nothing.')
  return readFile(path, 'utf8')
}

async function openTab(
  context: BrowserContext,
  address: string,
): Promise<{ tab: Page; isDead: () => boolean }> {
  const tab = await context.newPage()
  let isDead = false
  tab.once('crash', () => (isDead = true))
  await tab.goto(address)
  return { tab, isDead: () => isDead }
}
