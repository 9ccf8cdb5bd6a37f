import { RuntimeFault } from './runtime.ts'

/**
 * The value of `work`, or a `timeout` fault after `limitMs`. A backend can hang for ever (a worker that does not
 * load, a lost device): whoever waits for one waits through this.
 */
export async function withinTime<Value>(work: Promise<Value>, limitMs: number, what: string): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new RuntimeFault('timeout', `${what} did not finish within ${limitMs / 1000} s.`))
    }, limitMs)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
