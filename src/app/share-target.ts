/**
 * What the service worker and the page agree on about files that other apps share with this one (`share_target` of the
 * manifest). Files wait in a cache, because a service worker cannot hand them to a page that does not exist yet.
 */
export const sharedCacheName = 'inferometer-shared'

/** Files that may wait at once. */
export const mostSharedFiles = 5
/** The largest file that is taken: each is copied once into the cache. */
export const mostSharedBytes = 200_000_000

/** What became of a share: `partly` where files were too many or too large. */
export type ShareOutcome = 'whole' | 'partly' | 'failed'

const mostNameCharacters = 100
const outcomeKey = 'share'

/** Where the manifest lets files be sent to; `scope` is the folder of the site, with a slash at its end. */
export const shareAddress = (scope: string): URL => new URL('./share', scope)

/** The Data page, told of the outcome in the query before the hash: the one after it is a filter. */
export function arrivalAddress(scope: string, outcome: ShareOutcome): URL {
  const address = new URL('./', scope)
  address.searchParams.set(outcomeKey, outcome)
  address.hash = '#/data'
  return address
}

/** The outcome that an address tells of, null where it tells of none. */
export function outcomeOf(address: URL): ShareOutcome | null {
  const outcome = address.searchParams.get(outcomeKey)
  return outcome === 'whole' || outcome === 'partly' || outcome === 'failed' ? outcome : null
}

/** The same address without its outcome, so that a reload tells nothing twice. */
export function withoutOutcome(address: URL): URL {
  const plain = new URL(address)
  plain.searchParams.delete(outcomeKey)
  return plain
}

/**
 * A name that can stand in an address and on a page: its last part, without characters that are invisible (bidi
 * controls among them) or mean a path. Of a long name the end is kept, which says what kind of file it is.
 */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const clean = last.replace(/[\p{C}"*:<>?|]/gu, '').trim()
  // `.` and `..` would be steps of a path.
  const short = [...clean].slice(-mostNameCharacters).join('').replace(/^\.+/, '').trim()
  return short === '' ? 'shared.json' : short
}

/** The files that are taken where `waiting` are kept already. */
export function acceptedOf<T extends { readonly size: number }>(files: readonly T[], waiting: number): T[] {
  const room = Math.max(0, mostSharedFiles - waiting)
  return files.filter(({ size }) => size <= mostSharedBytes).slice(0, room)
}

/** Key in the cache; `unique` keeps files of the same name apart. */
export const cacheAddress = (scope: string, unique: string, name: string): URL =>
  new URL(`./shared/${unique}/${encodeURIComponent(safeName(name))}`, scope)

/** The name that `cacheAddress` put there. */
export const nameInCache = (address: string): string =>
  decodeURIComponent(new URL(address).pathname.split('/').at(-1) ?? '')
