import type { Database, UpgradeTransaction } from './database.ts'
import { idOf } from './identity.ts'
import type { Measurement } from './record.ts'
import { planOutcomeOf } from './row.ts'

/** One step of the database's shape. It may await requests of `transaction` and nothing else. */
export type Migration = (database: Database, transaction: UpgradeTransaction) => void | Promise<void>

/**
 * Step i leads from version i to version i + 1; a new database takes them all. A step that was ever released is never
 * changed: there are databases that stand just before it.
 */
export const migrations: readonly Migration[] = [createStores, tellKernels]

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

/**
 * Records from before kernels were recorded, none of which was ever released, get what they lack and a new id; every row
 * gets what is new in it.
 */
async function tellKernels(_database: Database, transaction: UpgradeTransaction): Promise<void> {
  const [measurements, rows] = [transaction.objectStore('measurements'), transaction.objectStore('rows')]
  rows.deleteIndex('group')
  for (let cursor = await measurements.openCursor(); cursor; cursor = await cursor.continue()) {
    const before = cursor.value.id
    const record = withKernelFields(cursor.value)
    const { id, configuration } = record
    const stored = await rows.get(before)
    if (id !== before) {
      await cursor.delete()
      await measurements.put(record)
      await rows.delete(before)
    }
    if (!stored) continue
    const planMisses = record.status === 'ok' ? (record.kernels?.planMisses ?? null) : null
    const row = { ...stored.row, id, configuration, planMisses }
    await rows.put({ ...stored, row, plan: planOutcomeOf(row) })
  }
  rows.createIndex('group', [
    'row.platformId',
    'row.configuration.backend',
    'row.status',
    'row.space',
    'row.configuration.selection',
    'plan',
  ])
}

/** The record itself where it has them already. */
function withKernelFields(record: Measurement): Measurement {
  if ('selection' in (record.configuration as object)) return record
  const rest: Record<string, unknown> = { ...record }
  delete rest['kernels']
  const untold = record.status === 'ok' ? { kernels: null, account: null, ceilings: null } : {}
  const { id } = record
  const whole = { ...rest, ...untold, id, configuration: { ...record.configuration, selection: 'standard' } }
  return { ...whole, id: idOf(whole) } as Measurement
}
