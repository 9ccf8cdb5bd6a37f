import type { Database, StoredRow } from './database.ts'
import { isEverything, matcherOf, type Filter } from './filter.ts'
import type { PlatformRecord } from './record.ts'
import type { MeasurementRow } from './row.ts'
import { standardSelection, type Direction, type SortKey } from './selection.ts'
import { storedRows } from './walk.ts'

/** The last row of a page: the next page begins after it, whatever was added or removed in between. */
export interface PageCursor {
  readonly key: number | string
  readonly id: string
}

export interface PageRequest {
  readonly filter?: Filter
  /** @default 'measuredAt' */ readonly sort?: SortKey
  /** @default 'descending' */ readonly direction?: Direction
  readonly after?: PageCursor | null
  /** @default 50 */ readonly limit?: number
}

export interface Page {
  readonly rows: readonly (MeasurementRow & { readonly platform: PlatformRecord })[]
  /** Where the next page begins; null on the last one. */
  readonly next: PageCursor | null
}

/**
 * One page. Reads no record, and through the index of its order no more rows than it needs; a filter that lets few rows
 * through is answered by one look at all rows. Rows without a latency stand last in both directions of that order.
 */
export async function readPage(database: Database, request: PageRequest): Promise<Page> {
  const {
    filter = {},
    sort = standardSelection.sort,
    direction = standardSelection.direction,
    limit = 50,
  } = request
  const order: Order = { sort, direction, after: request.after ?? null, filter, length: limit + 1 }
  const found = (await throughIndex(database, order)) ?? (await throughAll(database, order))
  const kept = found.slice(0, limit)
  const last = found.length > limit ? kept.at(-1) : undefined
  const platforms = await platformsOf(database, kept)
  return {
    rows: kept.flatMap(({ row }) => {
      const platform = platforms.get(row.platformId)
      return platform ? [{ ...row, platform }] : []
    }),
    next: last ? { key: last.sort[sort], id: last.row.id } : null,
  }
}

interface Order {
  readonly sort: SortKey
  readonly direction: Direction
  readonly after: PageCursor | null
  readonly filter: Filter
  /** Rows that are wanted. */
  readonly length: number
}

/** Walks the index; null where so few rows match that it takes too long. */
async function throughIndex(database: Database, order: Order): Promise<StoredRow[] | null> {
  const { sort, direction, length } = order
  const isMeant = matcherOf(order.filter)
  const mostLooks = isEverything(order.filter) ? Infinity : 20 * length
  const index = database.transaction('rows').store.index(sort)
  const found: StoredRow[] = []
  let looks = 0
  for (const range of rangesOf(order)) {
    // getAll would be faster, but knows no direction in the browsers of today.
    let cursor = await index.openCursor(range, direction === 'ascending' ? 'next' : 'prev')
    for (; cursor && found.length < length; cursor = await cursor.continue()) {
      if (++looks > mostLooks) return null
      if (isMeant(cursor.value.row)) found.push(cursor.value)
    }
  }
  return found
}

/** Looks at every row and keeps the first of those that match: reading in the order of the ids is fastest. */
async function throughAll(database: Database, order: Order): Promise<StoredRow[]> {
  const isMeant = matcherOf(order.filter)
  const compare = comparison(order)
  const isAfter = ({ sort, row }: StoredRow) =>
    order.after === null || compare({ key: sort[order.sort], id: row.id }, order.after) > 0
  const first = (rows: StoredRow[]) =>
    rows
      .sort((a, b) =>
        compare({ key: a.sort[order.sort], id: a.row.id }, { key: b.sort[order.sort], id: b.row.id }),
      )
      .slice(0, order.length)
  let found: StoredRow[] = []
  for await (const chunk of storedRows(database)) {
    for (const stored of chunk) if (isMeant(stored.row) && isAfter(stored)) found.push(stored)
    if (found.length > 1000) found = first(found)
  }
  return first(found)
}

/** The order of the index, as numbers for `sort`. */
function comparison({ sort, direction }: Order): (a: PageCursor, b: PageCursor) => number {
  const sign = direction === 'ascending' ? 1 : -1
  return (a, b) => {
    if (sort === 'latency' && (a.key === Infinity) !== (b.key === Infinity))
      return a.key === Infinity ? 1 : -1
    if (a.key !== b.key) return a.key < b.key ? -sign : sign
    return a.id === b.id ? 0 : a.id < b.id ? -sign : sign
  }
}

async function platformsOf(
  database: Database,
  rows: readonly StoredRow[],
): Promise<Map<string, PlatformRecord>> {
  const { store } = database.transaction('platforms')
  const ids = [...new Set(rows.map(({ row }) => row.platformId))]
  const platforms = await Promise.all(ids.map((id) => store.get(id)))
  return new Map(platforms.flatMap((platform) => (platform ? [[platform.id, platform]] : [])))
}

/** The parts of an index that hold the rest of the list, in the order in which they are read. */
function rangesOf({ sort, direction, after }: Order): (IDBKeyRange | null)[] {
  const key = after && [after.key, after.id]
  if (direction === 'ascending') return [key && IDBKeyRange.lowerBound(key, true)]
  if (sort !== 'latency') return [key && IDBKeyRange.upperBound(key, true)]
  // [Infinity] comes before [Infinity, id]: it parts what was measured from what was not.
  const unmeasured = [Infinity]
  if (after?.key === Infinity) return [IDBKeyRange.bound(unmeasured, key, false, true)]
  return [IDBKeyRange.upperBound(key ?? unmeasured, true), IDBKeyRange.lowerBound(unmeasured)]
}
