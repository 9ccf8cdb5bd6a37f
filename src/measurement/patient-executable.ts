import type { Executable } from '../runtimes/runtime.ts'
import { withinTime } from '../runtimes/time-limit.ts'

/** What kernel timing asks of an executable. */
export type Waiting = Pick<
  Executable,
  'run' | 'observe' | 'kernelClock' | 'timeKernels' | 'visitSteps' | 'sync' | 'read'
>

/**
 * The same executable, but each of its waits ends after `limitMs` with a `timeout` fault, thrown where the wait was. No
 * new work follows, but nothing cancels what was waited for: the engine is not to be used again.
 */
export function patientExecutable(executable: Executable, limitMs: number): Waiting {
  const limited = <Value>(work: Promise<Value>): Promise<Value> => withinTime(work, limitMs, 'Timing kernels')
  return {
    kernelClock: executable.kernelClock,
    run() {
      executable.run()
    },
    observe: () => executable.observe(),
    timeKernels: (repeats) => limited(executable.timeKernels(repeats)),
    sync: () => limited(executable.sync()),
    read: () => limited(executable.read()),
    visitSteps: (visit) =>
      executable.visitSteps((step) =>
        visit({
          kernels: step.kernels,
          nodes: step.nodes,
          queue(times) {
            step.queue(times)
          },
          sync: () => limited(step.sync()),
        }),
      ),
  }
}
