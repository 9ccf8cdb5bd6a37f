import { isDeliveryPath } from './run-parameters.ts'

/** Whoever drives the page from a terminal waits for this. */
const donePath = '/done'
const limitMs = 120_000

/**
 * Posts a dataset to a path of this site, then posts `/done`.
 * @throws where the path is not below `/deliver/`, where nothing answers in time or the answer is not a success
 */
export async function deliver(path: string, dataset: Blob): Promise<void> {
  if (!isDeliveryPath(path)) throw new RangeError(`"${path}" is not a path below /deliver/.`)
  await post(path, dataset)
  await post(donePath, new Blob([]))
}

async function post(path: string, body: Blob): Promise<void> {
  const headers = body.size > 0 ? { 'Content-Type': 'application/json' } : undefined
  const signal = AbortSignal.timeout(limitMs)
  const answer = await fetch(path, {
    method: 'POST',
    body,
    signal,
    redirect: 'error',
    ...(headers ? { headers } : {}),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`)
}
