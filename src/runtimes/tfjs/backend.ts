import type { RuntimeFacts, RuntimeFault } from '../runtime.ts'
import type { Tensor } from './engine.ts'
import type { KernelClock } from './kernel-clock.ts'
import type { KernelObserver } from './observe.ts'

/** What differs between the backends of TF.js, once one is started. */
export interface Backend {
  readonly facts: Omit<RuntimeFacts, 'engine' | 'flags'>
  /** Names of the flags that choose programs: part of the platform's identity. */
  readonly flagNames: readonly string[]
  /** Waits until what `last` depends on is done. */
  sync(last: Tensor): Promise<void>
  /** See `Runtime.roundTrip`. */
  roundTrip(): Promise<void>
  read(output: Tensor): Promise<Float32Array>
  /** Runs `forward` so that programs are compiled but not run; false where there is nothing to compile. */
  compileOnly(forward: () => void): Promise<boolean>
  programsCompiled(): number
  /** Largest tensor that fits, in bytes: a hard limit of the device, not of the memory left. */
  readonly mostTensorBytes: number
  readonly broken: Promise<RuntimeFault>
  /** Sees the programs that are dispatched, until it is closed; null where they cannot be seen. */
  readonly observer: (() => KernelObserver) | null
  /** Times single kernels; null where there is no clock for that. */
  readonly kernelClock: KernelClock | null
  /** See `Runtime.canary`. */
  readonly canary: (() => Promise<number>) | null
  /** Frees what TF.js itself does not free when a backend is removed. */
  stop(): void
}
