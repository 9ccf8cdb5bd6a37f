import { wrap, type Remote } from 'comlink'
import type { KernelPlanner, PlanAnswer, Planning } from '../measurement/planning.ts'
import { RuntimeFault } from '../runtimes/runtime.ts'
import { withinTime } from '../runtimes/time-limit.ts'
import { failureOf } from './worker-failure.ts'

/** TF.js has to be loaded for the first plan, and a phone may do something else. */
const planLimitMs = 30_000

interface Started {
  readonly planning: Remote<Planning>
  /** Reject when the worker fails, and when it is ended. */
  readonly over: readonly Promise<never>[]
  end(): void
}

/** Started with the first plan. */
let running: Started | undefined

function start(): Started {
  // Vite finds a worker by this very form, with static options.
  const worker = new Worker(new URL('../../workers/plan.worker.ts', import.meta.url), { type: 'module' })
  const fault = (problem: string) =>
    new RuntimeFault('error', `The kernels could not be planned: ${problem}.`)
  let reject: (reason: RuntimeFault) => void
  const ended = new Promise<never>((_, rejectEnded) => {
    reject = rejectEnded
  })
  ended.catch(() => {
    // Each plan that waits reports it.
  })
  return {
    planning: wrap<Planning>(worker),
    over: [failureOf(worker, fault), ended],
    end() {
      worker.terminate()
      reject(fault('the planner was ended'))
    },
  }
}

/** Ends the worker: nothing but the engine lives beside a measurement. The next plan starts another one. */
export function endPlanning(): void {
  running?.end()
  running = undefined
}

/** Plans in a worker of its own, which ends where it fails or does not answer. */
export const workerPlanner: KernelPlanner = {
  async plan(...request) {
    running ??= start()
    const answer = await answerOf(running, request)
    if (answer.ok) return answer.kernels
    throw new RuntimeFault(answer.code, answer.message)
  },
}

async function answerOf(used: Started, request: Parameters<KernelPlanner['plan']>): Promise<PlanAnswer> {
  try {
    const asked = Promise.race([used.planning.answer(...request), ...used.over])
    return await withinTime(asked, planLimitMs, 'Planning the kernels')
  } catch (fault) {
    if (running === used) endPlanning()
    throw fault
  }
}
