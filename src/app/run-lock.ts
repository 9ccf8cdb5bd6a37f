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
