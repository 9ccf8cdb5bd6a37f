/**
 * Rejects when the worker fails: a call to one that did would wait for ever.
 * @param errorOf what to reject with, for a problem in a few words
 */
export function failureOf(worker: Worker, errorOf: (problem: string) => Error): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      reject(errorOf(event.message || 'it could not be loaded'))
    })
    worker.addEventListener('messageerror', () => {
      reject(errorOf('its answer could not be read'))
    })
  })
  failed.catch(() => {
    // Each call reports it; a failure between calls is met by the next one.
  })
  return failed
}
