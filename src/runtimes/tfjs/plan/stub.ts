import type { RuntimeFacts } from '../../runtime.ts'
import type { KernelBackend, TensorInfo } from '../engine.ts'
import type { KernelObserver } from '../observe.ts'

export type Flags = RuntimeFacts['flags']

/** A backend of TF.js over a device that keeps nothing and runs nothing: its kernels choose their programs all the same. */
export interface Stub {
  readonly backend: KernelBackend
  /** Backend whose registered kernels run on it. */
  readonly kernelsOf: 'webgpu' | 'webgl'
  /** A tensor that is still on the CPU, without values. */
  unloaded(shape: number[]): TensorInfo
  /** Sees the kernels that would run. */
  observer(): KernelObserver
}

/** Limits that no device can have say that the record is wrong: those that are guaranteed are taken instead. */
export const isPossibleLimit = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 2 ** 32

/** Those flags of a record that TF.js has, with values that they can have. */
export const knownFlags = (flags: Flags, kinds: Readonly<Record<string, 'boolean' | 'number'>>): Flags =>
  Object.fromEntries(
    Object.entries(flags).filter(
      ([name, value]) =>
        typeof value === kinds[name] && (typeof value !== 'number' || Number.isFinite(value)),
    ),
  )
