import {
  acceptedOf,
  arrivalAddress,
  cacheAddress,
  shareAddress,
  sharedCacheName,
  type ShareOutcome,
} from './app/share-target.ts'

/*
 * The service worker. It does one thing: it takes the files that other apps share with this one. It keeps no copy of
 * the site and adds no headers: the issue "Deploy" decides on that. No other request is answered here, and the pages
 * that are open are not claimed, so that it stays out of the way of measuring. A share is a navigation, which reaches
 * the service worker without any page under its control.
 */

// TypeScript's types of service workers cannot stand beside those of pages: this is what is used here of them
// (https://w3c.github.io/ServiceWorker/).
interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void
}
interface InstallEvent extends ExtendableEvent {
  /** Chrome 123 and later. */
  addRoutes?(rule: { condition: { requestMethod: string }; source: 'network' }): Promise<void>
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}
interface ServiceWorkerScope {
  readonly registration: { readonly scope: string }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install', listener: (event: InstallEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void
}
declare const self: ServiceWorkerScope

self.addEventListener('install', (event) => {
  event.waitUntil(self.skipWaiting())
  // Without this, the browser starts the service worker for every request, only to be told that it does nothing.
  // A browser that refuses the rule asks, which costs time but changes nothing.
  const routes = event.addRoutes?.({ condition: { requestMethod: 'GET' }, source: 'network' })
  if (routes) event.waitUntil(routes.catch(() => undefined))
})

self.addEventListener('fetch', (event) => {
  if (isShare(event.request)) event.respondWith(takeShare(event.request))
})

function isShare({ method, mode, url }: Request): boolean {
  if (method !== 'POST' || mode !== 'navigate') return false
  const { origin, pathname } = new URL(url)
  const share = shareAddress(self.registration.scope)
  return origin === share.origin && pathname === share.pathname
}

async function takeShare(request: Request): Promise<Response> {
  // Whatever happens, the person arrives at a page that says so, and not at an error of the browser.
  const outcome = await keepFiles(request).catch((): ShareOutcome => 'failed')
  // 303: the page is fetched with GET, and a reload sends the files no second time.
  return Response.redirect(arrivalAddress(self.registration.scope, outcome).href, 303)
}

/** Puts the files into the cache, where the page finds them. */
async function keepFiles(request: Request): Promise<ShareOutcome> {
  // `datasets` is the name in the manifest. A text in its place is no file, and a form in which no file was chosen
  // sends an empty one without a name (HTML, "constructing the entry list").
  const sent = (await request.formData())
    .getAll('datasets')
    .filter((entry) => entry instanceof File)
    .filter(({ name, size }) => name !== '' || size > 0)
  const cache = await caches.open(sharedCacheName)
  const accepted = acceptedOf(sent, (await cache.keys()).length)
  for (const file of accepted) {
    const address = cacheAddress(self.registration.scope, crypto.randomUUID(), file.name)
    await cache.put(address, new Response(file))
  }
  if (accepted.length === 0) return 'failed'
  return accepted.length === sent.length ? 'whole' : 'partly'
}
