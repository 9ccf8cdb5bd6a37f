import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb'
import type { ArchitectureRecord, Measurement, PlatformRecord } from './record.ts'
import { planOutcomeOf, type ArchitectureFacts, type MeasurementRow, type PlanOutcome } from './row.ts'

export const databaseName = 'inferometer'

/** A row with the keys that it is sorted by. Rows follow from the records: they can be made again at any time. */
export interface StoredRow {
  readonly row: MeasurementRow
  readonly sort: {
    /** Milliseconds since 1970. */
    readonly measuredAt: number
    /** Median in milliseconds; Infinity where nothing was measured, so that the index knows every row. */
    readonly latency: number
    /** The label in lower case. */
    readonly label: string
  }
  /** An index has no place for null: what `row.planMisses` says, as a word. */
  readonly plan: PlanOutcome
}

/** What filters ask for as one key: counting the rows of each combination answers every filter. */
export type GroupKey = [
  platformId: string,
  backend: string,
  status: string,
  space: string,
  selection: string,
  plan: string,
]

/**
 * The database. Records are kept exactly as they are; what helps to find them stands beside them.
 * A change of this shape is a new step in migrations.ts.
 */
export interface DatasetDB extends DBSchema {
  platforms: { key: string; value: PlatformRecord }
  architectures: { key: string; value: { id: string; record: ArchitectureRecord; facts: ArchitectureFacts } }
  measurements: { key: string; value: Measurement }
  rows: {
    key: string
    value: StoredRow
    indexes: {
      measuredAt: [number, string]
      latency: [number, string]
      label: [string, string]
      group: GroupKey
      architecture: string
    }
  }
}

export type Stores = ('platforms' | 'architectures' | 'measurements' | 'rows')[]
export const allStores: Stores = ['platforms', 'architectures', 'measurements', 'rows']

export type Database = IDBPDatabase<DatasetDB>
export type WriteTransaction = IDBPTransaction<DatasetDB, Stores, 'readwrite'>
export type UpgradeTransaction = IDBPTransaction<DatasetDB, StoreNames<DatasetDB>[], 'versionchange'>

/** The row as it is stored. */
export function storedRow(row: MeasurementRow): StoredRow {
  const latency = row.latencyMs?.median ?? Infinity
  return {
    row,
    sort: { measuredAt: Date.parse(row.measuredAt), latency, label: row.label.toLowerCase() },
    plan: planOutcomeOf(row),
  }
}
