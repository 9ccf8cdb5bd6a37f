import { openDB } from 'idb'
import { databaseName, type Database, type DatasetDB } from './database.ts'
import { migrations as standardMigrations, type Migration } from './migrations.ts'
import { StoreError, storeErrorOf } from './store-error.ts'

export interface ConnectionOptions {
  /** @default 'inferometer' */
  readonly name?: string
  /** @default the steps of migrations.ts; a test may add one */
  readonly migrations?: readonly Migration[]
  /** Called once when the connection ends by itself: a newer version in another tab, or the browser took it. */
  readonly onClosed?: (error: StoreError) => void
}

/**
 * Opens the database and brings it to the shape of this version; a step that fails leaves it as it was.
 * @throws {StoreError} `blocked` while another tab holds an older version, `version` where a newer version has been
 *   here, `unavailable` where the browser has no IndexedDB or refuses it, `damaged` where it cannot be read.
 */
export async function connect(options: ConnectionOptions = {}): Promise<Database> {
  const { name = databaseName, migrations = standardMigrations, onClosed } = options
  if (typeof indexedDB === 'undefined') throw new StoreError('unavailable')
  let stepError: unknown
  let connection: Database | undefined
  const { promise, resolve, reject } = deferred<Database>()
  // Async, because browsers that refuse IndexedDB throw at once.
  const open = async () =>
    openDB<DatasetDB>(name, migrations.length, {
      async upgrade(database, oldVersion, _newVersion, transaction) {
        try {
          for (const step of migrations.slice(oldVersion)) await step(database, transaction)
        } catch (error) {
          stepError = error
          transaction.done.catch(() => undefined)
          transaction.abort()
        }
      },
      blocked: () => reject(new StoreError('blocked')),
      blocking() {
        // Whoever waits cannot start before this tab lets go.
        connection?.close()
        onClosed?.(new StoreError('version'))
      },
      terminated: () => onClosed?.(new StoreError('damaged')),
    })
  let isGivenUp = false
  promise.catch(() => (isGivenUp = true))
  open().then(
    (database) => {
      connection = database
      if (isGivenUp) database.close()
      else resolve(database)
    },
    (error: unknown) => reject(stepError === undefined ? openErrorOf(error) : storeErrorOf(stepError)),
  )
  return promise
}

/** Firefox answers `InvalidStateError` to `open` where it may not store anything. */
const openErrorOf = (error: unknown): unknown =>
  error instanceof DOMException && error.name === 'InvalidStateError'
    ? new StoreError('unavailable', { cause: error })
    : storeErrorOf(error)

/** `Promise.withResolvers`, which Node.js 20 does not have. */
function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined
  let reject: (reason: unknown) => void = () => undefined
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
