import * as tf from '../engine.ts'
import type { Flags, Stub } from './stub.ts'

/** Ends when nothing is played any more: there is one TF.js, and stages take turns. */
let turns: Promise<unknown> = Promise.resolve()
/** Stages made so far: each has a backend name of its own in TF.js. */
let stages = 0

/**
 * Where TF.js plays on a stub. Its flags and its active backend are global: those of the planned device hold while
 * something is played, and those of before afterwards.
 */
export class Stage {
  readonly stub: Stub
  readonly #name = `plan-${++stages}`
  #flags: Flags

  /** @param flags of the planned device; all others are as TF.js has them by default */
  constructor(makeStub: () => Stub, flags: Flags) {
    this.#flags = flags
    this.stub = this.#underFlags(makeStub)
    tf.registerBackend(this.#name, () => this.stub.backend)
    tf.copyRegisteredKernels(this.stub.kernelsOf, this.#name)
  }

  /** What `work` gives; it must not wait for anything. */
  play<Result>(work: (stub: Stub) => Result): Promise<Result> {
    const turn = turns.then(async () => {
      if (tf.getBackend() !== this.#name) await tf.setBackend(this.#name)
      return this.#underFlags(() => work(this.stub))
    })
    turns = turn.catch(() => {
      // Whoever waits for this turn is told; the next one comes all the same.
    })
    return turn
  }

  /** Frees the backend. */
  close(): void {
    tf.removeBackend(this.#name)
    for (const { kernelName } of tf.getKernelsForBackend(this.#name))
      tf.unregisterKernel(kernelName, this.#name)
  }

  #underFlags<Result>(work: () => Result): Result {
    const environment = tf.env()
    const before = environment.getFlags()
    environment.setFlags(this.#flags)
    try {
      return work()
    } finally {
      // With those that TF.js worked out meanwhile.
      this.#flags = environment.getFlags()
      environment.setFlags(before)
    }
  }
}
