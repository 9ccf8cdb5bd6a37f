/** The databases of this site. */
const databases = ['inferometer', 'inferometer-journal'] as const

/** Deletes what the browser keeps for this site. Connections must be closed before. */
export async function deleteAllStorage(): Promise<void> {
  for (const name of databases) await deleteDatabase(name)
  // Files that another app has shared and nobody has imported yet wait in a cache.
  if ('caches' in globalThis) for (const name of await caches.keys()) await caches.delete(name)
  localStorage.clear()
  sessionStorage.clear()
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error ?? new Error(`The database ${name} could not be deleted.`))
    // Another tab holds it: what was asked for still happens when that tab closes, but nobody may call it done.
    request.onblocked = () => reject(new Error(`Another tab still uses the database ${name}.`))
  })
}
