import { afterEach, describe, expect, it, vi } from 'vitest'
import { endIdleTraining } from '../../../src/app/idle-training.ts'
import { predict, train } from '../../../src/app/training-worker.ts'
import type { Matrix } from '../../../src/prediction/matrix.ts'
import { methodNamed } from '../../../src/prediction/predictor/methods.ts'
import { loadPredictor } from '../../../src/prediction/predictor/predictor.ts'
import type { TrainingRequest } from '../../../src/prediction/predictor/training.ts'
import { randomStream } from '../../../src/spaces/random.ts'
import { worlds } from '../../fixtures/prediction/subjects.ts'

/** Every worker that was started, to count them and to do them harm. */
const workers: Worker[] = []
class CountedWorker extends Worker {
  constructor(...request: ConstructorParameters<typeof Worker>) {
    super(...request)
    workers.push(this)
  }
}
vi.stubGlobal('Worker', CountedWorker)

afterEach(() => {
  endIdleTraining()
  workers.length = 0
})

function tableOf(rows: number, seed: number): Matrix {
  const random = randomStream(seed)
  return {
    rows,
    columns: 8,
    values: Float64Array.from({ length: rows * 8 }, () =>
      Math.round(1000 * ((random.next() >>> 0) / 2 ** 32)),
    ),
  }
}

function requestOf(rows: number, learner = 'boosting'): TrainingRequest<'tabular'> {
  const inputs = tableOf(rows, 1)
  const at = (row: number, column: number) => inputs.values[8 * row + column]!
  const targets = Float64Array.from({ length: rows }, (_, row) => 5 + at(row, 0) * at(row, 1) + at(row, 2))
  return {
    kind: 'tabular',
    learner,
    seed: 3,
    platformId: null,
    configuration: null,
    columns: Array.from({ length: 8 }, (_, column) => `size${column}`),
    training: { digest: null, count: Math.max(1, rows), spaces: [] },
    examples: { inputs, targets },
  }
}

/** Whatever kept the page from answering for more than 50 ms meanwhile. */
async function longTasksDuring(work: () => Promise<unknown>): Promise<number[]> {
  const tasks: PerformanceEntry[] = []
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()))
  observer.observe({ type: 'longtask' })
  await work()
  await new Promise((resolve) => setTimeout(resolve, 100))
  tasks.push(...observer.takeRecords())
  observer.disconnect()
  return tasks.map(({ duration }) => duration)
}

/** Of five goes at most: a task of our own is there each time, one of a busy machine is not. */
async function fewestLongTasks(work: () => Promise<unknown>): Promise<number[]> {
  const seen: number[][] = []
  while (seen.length < 5 && seen.at(-1)?.length !== 0) seen.push(await longTasksDuring(work))
  return seen.at(-1) ?? []
}

describe('training in a worker', () => {
  it('learns what the page would, to the last bit, and predicts it', async () => {
    const request = requestOf(600)
    const others = tableOf(1000, 2)
    const made = await train(request)
    const here = await methodNamed('tabular', 'boosting').fit(request.examples, { seed: 3 })
    const read = loadPredictor(new TextDecoder().decode(made.file))
    expect(read.id).toBe(made.id)
    expect(JSON.stringify(read.model)).toBe(JSON.stringify(here))
    expect(await predict<'tabular'>(made, others)).toEqual(here.predict(others))
    expect(workers).toHaveLength(1)
    // A fresh worker reads the file.
    endIdleTraining()
    expect(await predict<'tabular'>(made, others)).toEqual(here.predict(others))
    expect(workers).toHaveLength(2)
  })

  it('tells how far it is, and leaves the page free', async () => {
    const busy = await longTasksDuring(async () => {
      await new Promise((resolve) => setTimeout(resolve, 0))
      const until = performance.now() + 80
      while (performance.now() < until);
    })
    expect(busy.length).toBeGreaterThan(0)
    const request = requestOf(4000)
    const shares: number[] = []
    const long = await fewestLongTasks(() => {
      shares.length = 0
      return train(request, { onProgress: (share) => shares.push(share) })
    })
    expect(long).toEqual([])
    expect(shares.length).toBeGreaterThan(5)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
  })

  it('stops within a few breaths when it is told to, and learns on', async () => {
    const stop = new AbortController()
    let [told, after] = [0, 0]
    const training = train(requestOf(30_000), {
      signal: stop.signal,
      onProgress: () => {
        told++
        if (stop.signal.aborted) after++
        if (told === 3) stop.abort()
      },
      cancelLimitMs: 60_000,
    })
    await expect(training).rejects.toMatchObject({ name: 'AbortError' })
    expect(after).toBeLessThanOrEqual(3)
    // The same worker: it was not ended, its fit was.
    await train(requestOf(50, 'lasso'))
    expect(workers).toHaveLength(1)
  })

  it('is not begun where it was stopped before', async () => {
    await expect(train(requestOf(50), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect(workers).toHaveLength(0)
  })

  it('ends a worker that does not stop in time', async () => {
    const stop = new AbortController()
    const training = train(requestOf(30_000), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
      cancelLimitMs: 0,
    })
    await expect(training).rejects.toMatchObject({ name: 'AbortError' })
    await train(requestOf(50, 'lasso'))
    expect(workers).toHaveLength(2)
  })

  it('takes many kernels without a moment in which the page is busy', async () => {
    const examples = worlds.kernels.examples(50_000)
    const request: TrainingRequest<'kernels'> = {
      ...{ kind: 'kernels', learner: 'kernel-model', columns: [], examples },
      ...{ seed: 3, platformId: null, configuration: null },
      training: { digest: null, count: 50_000, spaces: [] },
    }
    // Making them is a long task of its own.
    await new Promise((resolve) => setTimeout(resolve, 100))
    const long = await fewestLongTasks(async () => {
      const stop = new AbortController()
      const training = train(request, {
        signal: stop.signal,
        onProgress: () => stop.abort(),
        cancelLimitMs: 0,
      })
      await expect(training).rejects.toMatchObject({ name: 'AbortError' })
    })
    expect(long).toEqual([])
  })

  it('ends a prediction that nobody waits for', async () => {
    const made = await train(requestOf(50, 'lasso'))
    const stop = new AbortController()
    const predicting = predict<'tabular'>(made, tableOf(200_000, 1), stop.signal)
    stop.abort()
    await expect(predicting).rejects.toMatchObject({ name: 'AbortError' })
    await expect(predict<'tabular'>(made, tableOf(1, 1), stop.signal)).rejects.toThrow('stopped')
    expect(await predict<'tabular'>(made, tableOf(1, 1))).toHaveLength(1)
    expect(workers).toHaveLength(2)
  })

  it('says what is wrong with the examples, and learns on', async () => {
    const wrong = requestOf(50)
    const targets = wrong.examples.targets.with(4, -1)
    await expect(train({ ...wrong, examples: { ...wrong.examples, targets } })).rejects.toThrow(
      new RangeError('The latency of row 4 is -1, not a finite number above 0.'),
    )
    await expect(train({ ...wrong, learner: 'oracle' })).rejects.toThrow(
      new RangeError('The tabular learner “oracle” is not known to this version.'),
    )
    const made = await train(requestOf(50, 'lasso'))
    await expect(
      predict<'tabular'>(made, { rows: 1, columns: 2, values: Float64Array.of(1, 2) }),
    ).rejects.toThrow(new RangeError('The table has 2 columns instead of 8.'))
    const damaged = { ...made, id: '', file: made.file.slice(1) }
    await expect(predict<'tabular'>(damaged, tableOf(1, 1))).rejects.toThrow('is not JSON')
    expect(workers).toHaveLength(1)
  })

  it('reports a worker that dies, and starts another', async () => {
    let isStarted = false
    const training = train(requestOf(30_000), {
      onProgress: () => {
        // A message that the worker cannot read: an error in it that nobody catches.
        if (!isStarted) workers[0]!.postMessage({ argumentList: [{ type: 'HANDLER', name: 'none' }] })
        isStarted = true
      },
    })
    await expect(training).rejects.toThrow(/^The training ended: /)
    const made = await train(requestOf(50, 'lasso'))
    expect(loadPredictor(new TextDecoder().decode(made.file)).about.learner).toBe('lasso')
    expect(workers).toHaveLength(2)
  })
})
