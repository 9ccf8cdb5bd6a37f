/** The places of the app and the hash links that lead to them: `#/run?space=synthetic`, `#/data/<record id>`. */
export type Route =
  | { readonly place: 'run'; readonly query: string }
  | { readonly place: 'data'; readonly query: string }
  | { readonly place: 'record'; readonly recordId: string; readonly query: string }
  | { readonly place: 'about'; readonly query: string }
  /** A link that this version does not know: foreign, broken, or of another version. */
  | { readonly place: 'unknown'; readonly asked: string; readonly query: string }
export type Place = Route['place']

const recordIds = /^[0-9a-f]{64}$/

/** Reads `location.hash`. Never throws: what it cannot read is an `unknown` place. */
export function routeOf(hash: string): Route {
  const [path = '', ...rest] = hash.replace(/^#\/?/, '').split('?')
  const query = rest.join('?')
  const parts = path.split('/').filter((part) => part !== '')
  const [first = 'run', second] = parts
  if (parts.length <= 1 && (first === 'run' || first === 'data' || first === 'about'))
    return { place: first, query }
  if (parts.length === 2 && first === 'data' && second !== undefined && recordIds.test(second))
    return { place: 'record', recordId: second, query }
  return { place: 'unknown', asked: shortened(path), query }
}

/** What was asked for, short enough to be shown. */
const shortened = (path: string): string => (path.length > 80 ? `${path.slice(0, 80)}…` : path)

/** The hash link of a place; `query` without `?`. */
export function linkTo(place: 'run' | 'data' | 'about', query = ''): string {
  return query === '' ? `#/${place}` : `#/${place}?${query}`
}

export const linkToRecord = (recordId: string): string => `#/data/${recordId}`

/** The document's title at a place. */
export function titleOf(route: Route): string {
  const names: Record<Place, string> = {
    run: 'Run',
    data: 'Data',
    record: 'Measurement',
    about: 'About',
    unknown: 'Page not found',
  }
  return `${names[route.place]} · Inferometer`
}
