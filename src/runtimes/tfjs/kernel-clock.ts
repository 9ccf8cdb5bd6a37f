import type { Executable, KernelPass } from '../runtime.ts'

/** A clock that a backend has around every single kernel. */
export interface KernelClock {
  readonly method: NonNullable<Executable['kernelClock']>
  /**
   * Times the kernels that `forward` queues, in their order, and waits until they are done. TF.js is left as it was, also
   * where something throws.
   * @param repeats see `Executable.timeKernels`
   */
  time(forward: () => void, repeats?: readonly number[]): Promise<KernelPass>
}

/** Puts another method in the place of one of `target`. @returns what puts the old one back */
export function replaceMethod<Target extends object, Name extends keyof Target>(
  target: Target,
  name: Name,
  replace: (original: Target[Name]) => Target[Name],
): () => void {
  const original = target[name]
  const isOwn = Object.hasOwn(target, name)
  target[name] = replace(original)
  return () => {
    if (isOwn) target[name] = original
    // The method of its class shows again.
    else Reflect.deleteProperty(target, name)
  }
}
