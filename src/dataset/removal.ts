import type { WriteTransaction } from './database.ts'
import type { ArchitectureRecord, Measurement, PlatformRecord } from './record.ts'

/** What was taken away, whole: adding it again undoes the removal. */
export interface Removed {
  readonly platforms: readonly PlatformRecord[]
  readonly architectures: readonly ArchitectureRecord[]
  readonly measurements: readonly Measurement[]
}

/** Removes measurements, and the architectures and platforms that nothing names any more. Unknown ids are passed over. */
export async function removeRecords(transaction: WriteTransaction, ids: readonly string[]): Promise<Removed> {
  const unique = [...new Set(ids)]
  const store = transaction.objectStore('measurements')
  const found = await Promise.all(unique.map((id) => store.get(id)))
  const measurements = found.filter((measurement) => measurement !== undefined)
  const rows = transaction.objectStore('rows')
  await Promise.all(measurements.flatMap(({ id }) => [store.delete(id), rows.delete(id)]))
  const architectureIds = new Set(measurements.map(({ architectureId }) => architectureId))
  const platformIds = new Set(measurements.map(({ platformId }) => platformId))
  // Also those that stay: whoever else names them may be removed before the undo.
  const architectures: ArchitectureRecord[] = []
  for (const id of architectureIds) {
    const stored = await transaction.objectStore('architectures').get(id)
    if (stored) architectures.push(stored.record)
  }
  const platforms: PlatformRecord[] = []
  for (const id of platformIds) {
    const platform = await transaction.objectStore('platforms').get(id)
    if (platform) platforms.push(platform)
  }
  await sweepRecords(transaction, architectureIds, platformIds)
  return { platforms, architectures, measurements }
}

/** Drops those of the given architectures and platforms that no measurement names. */
export async function sweepRecords(
  transaction: WriteTransaction,
  architectureIds: Iterable<string>,
  platformIds: Iterable<string>,
): Promise<void> {
  const rows = transaction.objectStore('rows')
  for (const id of architectureIds)
    if ((await rows.index('architecture').getKey(id)) === undefined)
      await transaction.objectStore('architectures').delete(id)
  for (const id of platformIds) {
    // [id] is before and [id, []] after every key of this platform: in IndexedDB arrays come after texts.
    const anyOfIt = IDBKeyRange.bound([id], [id, []])
    if ((await rows.index('group').getKey(anyOfIt)) === undefined)
      await transaction.objectStore('platforms').delete(id)
  }
}
