import { RuntimeFault, type Runtime } from '../runtimes/runtime.ts'

/** Long enough for the news of a lost device, which comes after the failure of what was waiting for it. */
const newsMs = 250

const isBreakdown = (error: unknown): error is RuntimeFault =>
  error instanceof RuntimeFault && (error.code === 'device-lost' || error.code === 'context-lost')

/**
 * The breakdown of the backend that is behind an error, after a moment for its news; null where the backend is well.
 * A lost device first shows as some failed call: the fault behind it says more.
 */
export async function breakdownBehind(error: unknown, runtime: Runtime): Promise<RuntimeFault | null> {
  if (isBreakdown(error)) return error
  let timer: ReturnType<typeof setTimeout> | undefined
  const noNews = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      resolve(null)
    }, newsMs)
  })
  try {
    return await Promise.race([runtime.broken, noNews])
  } finally {
    clearTimeout(timer)
  }
}
