import type { Database, GroupKey } from './database.ts'
import { facetNames, groupOf, isInGroup, matcherOf, type FacetName, type Filter } from './filter.ts'
import { storedRows } from './walk.ts'

export type { FacetName }

/** How many measurements there are of each value, most first. */
export type Facet = readonly { readonly value: string; readonly count: number }[]

export interface Facets {
  /** All measurements, and those that the filter means. */
  readonly total: number
  readonly matching: number
  /** Each is counted under all the other conditions: what choosing another value would show. */
  readonly counts: Readonly<Record<FacetName, Facet>>
}

interface Group {
  readonly key: GroupKey
  readonly count: number
}

/** Counts by every condition of the filter. Without a text it reads keys of one index only. */
export async function readFacets(database: Database, filter: Filter): Promise<Facets> {
  const groups = await groupsOf(database, filter.text ?? '')
  const sum = (some: readonly Group[]) => some.reduce((total, { count }) => total + count, 0)
  const facet = (name: FacetName): Facet => {
    const counts = new Map<string, number>()
    for (const { key, count } of groups) {
      const value = key[facetNames.indexOf(name)] ?? ''
      if (isInGroup(filter, key, name)) counts.set(value, (counts.get(value) ?? 0) + count)
    }
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  }
  return {
    total: await database.count('rows'),
    matching: sum(groups.filter(({ key }) => isInGroup(filter, key))),
    counts: {
      platformId: facet('platformId'),
      backend: facet('backend'),
      status: facet('status'),
      space: facet('space'),
      selection: facet('selection'),
      plan: facet('plan'),
    },
  }
}

/** Number of rows of each combination that occurs. */
async function groupsOf(database: Database, text: string): Promise<Group[]> {
  if (text !== '') return groupsWithText(database, text)
  const index = database.transaction('rows').store.index('group')
  const groups: Group[] = []
  for (let cursor = await index.openKeyCursor(null, 'nextunique'); cursor; cursor = await cursor.continue())
    groups.push({ key: cursor.key, count: await index.count(IDBKeyRange.only(cursor.key)) })
  return groups
}

async function groupsWithText(database: Database, text: string): Promise<Group[]> {
  const isMeant = matcherOf({ text })
  const groups = new Map<string, { key: GroupKey; count: number }>()
  for await (const chunk of storedRows(database))
    for (const { row } of chunk) {
      if (!isMeant(row)) continue
      const key = groupOf(row)
      const group = groups.get(key.join('\n'))
      if (group) group.count++
      else groups.set(key.join('\n'), { key, count: 1 })
    }
  return [...groups.values()]
}
