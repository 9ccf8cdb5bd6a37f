import type { Database, UpgradeTransaction } from './database.ts'

/** One step of the database's shape. It may await requests of `transaction` and nothing else. */
export type Migration = (database: Database, transaction: UpgradeTransaction) => void | Promise<void>

/**
 * Step i leads from version i to version i + 1; a new database takes them all. A step that was ever released is never
 * changed: there are databases that stand just before it.
 */
export const migrations: readonly Migration[] = [createStores]

function createStores(database: Database): void {
  database.createObjectStore('platforms', { keyPath: 'id' })
  database.createObjectStore('architectures', { keyPath: 'id' })
  database.createObjectStore('measurements', { keyPath: 'id' })
  const rows = database.createObjectStore('rows', { keyPath: 'row.id' })
  // The id makes every key of a sort order different: a page continues exactly where the last one ended.
  rows.createIndex('measuredAt', ['sort.measuredAt', 'row.id'])
  rows.createIndex('latency', ['sort.latency', 'row.id'])
  rows.createIndex('label', ['sort.label', 'row.id'])
  rows.createIndex('group', ['row.platformId', 'row.configuration.backend', 'row.status', 'row.space'])
  rows.createIndex('architecture', 'row.architectureId')
}
