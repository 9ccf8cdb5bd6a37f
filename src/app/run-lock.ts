/** The Web Lock that only one tab holds: two runs at once would measure each other. */
const runLockName = 'inferometer-run'

export interface HeldLock {
  release(): void
}

/** The lock, or null while another tab of this site measures. Without Web Locks every tab gets one. */
export async function takeRunLock(): Promise<HeldLock | null> {
  if (!('locks' in navigator)) return { release: () => undefined }
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(runLockName, { ifAvailable: true }, (lock) => {
        if (!lock) {
          resolve(null)
          return
        }
        return new Promise<void>((release) => resolve({ release }))
      })
      .catch(reject)
  })
}

/** Whether any tab measures now. */
export async function isRunLockHeld(): Promise<boolean> {
  if (!('locks' in navigator)) return false
  const { held = [] } = await navigator.locks.query()
  return held.some(({ name }) => name === runLockName)
}

/** How long a page that was reloaded may go on holding the lock: 2 s is long even on a slow phone. */
const reloadLimitMs = 2000

/** Whether no tab measures; a page before a reload is waited for, as it may hold the lock for a moment longer. */
export async function isRunLockFree(): Promise<boolean> {
  if (!('locks' in navigator)) return true
  const signal = AbortSignal.timeout(reloadLimitMs)
  const asked = navigator.locks.request(runLockName, { mode: 'shared', signal }, () => true)
  return asked.catch((fault: unknown) => {
    if (signal.aborted) return false
    throw fault
  })
}
