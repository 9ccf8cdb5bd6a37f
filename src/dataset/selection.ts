import type { Filter } from './filter.ts'
import { backendNames } from './record.ts'
import { planOutcomes } from './row.ts'

export const sortKeys = ['measuredAt', 'latency', 'label'] as const
export type SortKey = (typeof sortKeys)[number]
export const directions = ['descending', 'ascending'] as const
export type Direction = (typeof directions)[number]

/** What the Data page shows: it stands in the address, so that a view can be kept and shared. */
export interface Selection {
  readonly filter: Filter
  readonly sort: SortKey
  readonly direction: Direction
}

/** Newest first. */
export const standardSelection: Selection = { filter: {}, sort: 'measuredAt', direction: 'descending' }

const statuses = ['ok', 'skipped', 'failed'] as const
const longestText = 100
const names = [
  'backend',
  'status',
  'platform',
  'space',
  'selection',
  'plan',
  'text',
  'sort',
  'direction',
] as const
type Name = (typeof names)[number]

/**
 * Reads `backend=wasm&sort=latency&…`. The query is hostile until checked: what this version does not know is left
 * out and named, one sentence each, and never stops the page.
 */
export function parseSelection(query: string): { selection: Selection; problems: string[] } {
  const given = new URLSearchParams(query)
  const problems: string[] = []
  for (const name of new Set(given.keys()))
    if (!isOneOf(name, names))
      problems.push(`This version does not know the filter ${quoted(name)}; it was left out.`)
  const read = <Value>(
    name: Name,
    rule: string,
    valueOf: (text: string) => Value | undefined,
  ): Value | undefined => {
    const text = given.get(name)
    if (text === null || text === '') return undefined
    const value = valueOf(text)
    if (value === undefined) problems.push(`${name} is ${rule}, not ${quoted(text)}; it was left out.`)
    return value
  }
  const choice = <Value extends string>(name: Name, values: readonly Value[]) =>
    read(name, `one of ${values.join(', ')}`, (text) => (isOneOf(text, values) ? text : undefined))

  const backend = choice('backend', backendNames)
  const status = choice('status', statuses)
  const platformId = read('platform', 'an id of 64 hexadecimal digits', (text) =>
    /^[0-9a-f]{64}$/.test(text) ? text : undefined,
  )
  const named = (name: Name) =>
    read(name, 'a name of letters, digits, - and _', (text) =>
      /^[\w-]{1,64}$/.test(text) ? text : undefined,
    )
  const space = named('space')
  const selected = named('selection')
  const plan = choice('plan', planOutcomes)
  const text = read('text', `a text of at most ${longestText} characters`, (value) =>
    value.length <= longestText ? value : undefined,
  )
  const filter: Filter = {
    ...(backend === undefined ? {} : { backend }),
    ...(status === undefined ? {} : { status }),
    ...(platformId === undefined ? {} : { platformId }),
    ...(space === undefined ? {} : { space }),
    ...(selected === undefined ? {} : { selection: selected }),
    ...(plan === undefined ? {} : { plan }),
    ...(text === undefined ? {} : { text }),
  }
  const sort = choice('sort', sortKeys) ?? standardSelection.sort
  const direction = choice('direction', directions) ?? standardSelection.direction
  return { selection: { filter, sort, direction }, problems: problems.slice(0, 8) }
}

/** The query that leads back to a selection, without what is standard. */
export function selectionQuery({ filter, sort, direction }: Selection): string {
  const query = new URLSearchParams()
  const note = (name: Name, value: string | undefined, standard?: string) => {
    if (value !== undefined && value !== '' && value !== standard) query.set(name, value)
  }
  note('backend', filter.backend)
  note('status', filter.status)
  note('platform', filter.platformId)
  note('space', filter.space)
  note('selection', filter.selection)
  note('plan', filter.plan)
  note('text', filter.text)
  note('sort', sort, standardSelection.sort)
  note('direction', direction, standardSelection.direction)
  return query.toString()
}

const isOneOf = <Value extends string>(text: string, values: readonly Value[]): text is Value =>
  values.some((value) => value === text)

/** A hostile value must not fill the page. */
const quoted = (value: string): string => `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”`
