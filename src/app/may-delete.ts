import { isRunLockHeld } from './run-lock.ts'

/**
 * Why nothing may be deleted now, in plain words; null where it may. A run would go on writing into what is deleted.
 * @param isMeasuringHere a run of this tab, known even where the browser has no Web Locks
 */
export async function whyNotDelete(isMeasuringHere: boolean): Promise<string | null> {
  if (isMeasuringHere)
    return 'A run is measuring, so nothing was deleted. Cancel it on the Run page, or wait for its end; then delete.'
  if (await isRunLockHeld())
    return 'A run is measuring in another tab of this site, so nothing was deleted. Cancel it there, or wait for its end; then delete.'
  return null
}
