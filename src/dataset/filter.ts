import type { GroupKey } from './database.ts'
import type { Configuration, Measurement } from './record.ts'
import { planOutcomeOf, type MeasurementRow, type PlanOutcome } from './row.ts'

/** Which measurements are meant: all conditions that are present hold at once. */
export interface Filter {
  readonly backend?: Configuration['backend']
  readonly status?: Measurement['status']
  readonly platformId?: string
  readonly space?: string
  /** Name of what chose the programs: `standard`, or an alternative. */
  readonly selection?: string
  readonly plan?: PlanOutcome
  /** Part of the label or the key, in any case; or the beginning of the measurement's or architecture's id. */
  readonly text?: string
}

/** The conditions that a group key knows, in its order. */
export const facetNames = ['platformId', 'backend', 'status', 'space', 'selection', 'plan'] as const
export type FacetName = (typeof facetNames)[number]

/** Whether a row is meant. */
export function matcherOf(filter: Filter): (row: MeasurementRow) => boolean {
  const text = filter.text?.toLowerCase() ?? ''
  return (row) =>
    isInGroup(filter, groupOf(row)) &&
    (text === '' ||
      row.label.toLowerCase().includes(text) ||
      row.key.toLowerCase().includes(text) ||
      row.id.startsWith(text) ||
      row.architectureId.startsWith(text))
}

export const groupOf = (row: MeasurementRow): GroupKey => [
  row.platformId,
  row.configuration.backend,
  row.status,
  row.space,
  row.configuration.selection,
  planOutcomeOf(row),
]

/** All conditions but the text, which a group does not know, and but the one to be left out. */
export function isInGroup(filter: Filter, group: GroupKey, leftOut?: FacetName): boolean {
  return facetNames.every(
    (name, place) => name === leftOut || filter[name] === undefined || filter[name] === group[place],
  )
}

/** True where every row is meant. */
export const isEverything = (filter: Filter): boolean =>
  Object.values(filter).every((condition: string | undefined) => condition === undefined || condition === '')
