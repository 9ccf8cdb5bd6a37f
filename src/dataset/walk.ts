import type { Database, StoredRow } from './database.ts'

/** All rows in the order of their ids, a thousand at a time; each chunk is a transaction of its own. */
export async function* storedRows(
  database: Database,
  chunkSize = 1000,
): AsyncGenerator<readonly StoredRow[]> {
  for (let rest: IDBKeyRange | null = null; ;) {
    const chunk: StoredRow[] = await database.getAll('rows', rest, chunkSize)
    const last = chunk.at(-1)
    if (last) yield chunk
    if (!last || chunk.length < chunkSize) return
    rest = IDBKeyRange.lowerBound(last.row.id, true)
  }
}
