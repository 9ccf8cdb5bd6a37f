import type { App } from './app.svelte.ts'
import { linkTo } from './router.ts'
import { mostSharedFiles, nameInCache, outcomeOf, sharedCacheName, withoutOutcome } from './share-target.ts'

/** What this needs of the File Handling API, which TypeScript does not know (https://wicg.github.io/web-app-launch/). */
interface LaunchQueue {
  setConsumer(consumer: (params: { readonly files?: readonly FileSystemFileHandle[] }) => void): void
}
declare global {
  interface Window {
    /** Chrome on desks. */
    readonly launchQueue?: LaunchQueue
  }
}

type Importer = Pick<App, 'data' | 'errors' | 'location'>

const couldNotImport =
  'The files could not be taken over. Everything that was measured is kept; choose them with Import on the Data page instead.'
const tookPart = `Some of the shared files were not taken: at most ${mostSharedFiles} at once, each of at most 200 MB. Choose the others with Import on the Data page.`

/** Imports what another app has shared. It is looked for at every start: the last one may have been cut short. */
export async function importSharedFiles(app: Importer): Promise<void> {
  const here = new URL(window.location.href)
  const outcome = outcomeOf(here)
  if (outcome !== null) window.history.replaceState(window.history.state, '', withoutOutcome(here))
  if (outcome === 'failed') app.errors.report('A share could not be kept.', couldNotImport)
  if (outcome === 'partly') app.errors.report('A share was kept in part.', tookPart)
  let files: File[] = []
  try {
    files = await takeSharedFiles()
  } catch (fault) {
    // A browser that denies the cache is no news to somebody who has shared nothing.
    app.errors.report(fault, outcome === null ? null : couldNotImport)
  }
  await importAndShow(app, files)
}

/** Imports files that the system opens with the installed app (`file_handlers` of the manifest). */
export function importOpenedFiles(app: Importer): void {
  window.launchQueue?.setConsumer(({ files = [] }) => {
    Promise.all(files.map((handle) => handle.getFile())).then(
      (opened) => importAndShow(app, opened),
      (fault: unknown) => app.errors.report(fault, couldNotImport),
    )
  })
}

/** Goes to the Data page, where the report of the import stands. */
async function importAndShow(app: Importer, files: readonly File[]): Promise<void> {
  if (files.length === 0) return
  if (app.location.route.place !== 'data') app.location.go(linkTo('data'))
  try {
    await app.data.importFiles(files)
  } catch (fault) {
    app.errors.report(fault, couldNotImport)
  }
}

/** The files leave the cache before they are read: one that would crash the page does so once. */
async function takeSharedFiles(): Promise<File[]> {
  if (!('caches' in globalThis) || !(await caches.has(sharedCacheName))) return []
  const cache = await caches.open(sharedCacheName)
  const files: File[] = []
  for (const request of await cache.keys()) {
    const blob = await (await cache.match(request))?.blob()
    const isOurs = await cache.delete(request)
    // Another tab may have been faster.
    if (blob && isOurs) files.push(new File([blob], nameInCache(request.url), { type: blob.type }))
  }
  return files
}
