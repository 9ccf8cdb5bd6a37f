import type { Shape } from '../../architecture/graph.ts'
import { elementsOf } from '../../architecture/shapes.ts'
import { Learnt } from '../learnt.ts'
import type { PlacedKernel } from '../kernel.ts'
import { RuntimeFault, type Executable, type KernelPass, type StepTurn } from '../runtime.ts'
import { inputValues } from '../weights.ts'
import type { Backend } from './backend.ts'
import { BoundWeights } from './bound-weights.ts'
import type * as tf from './engine.ts'
import { bindSteps, runStep, visitInTurn, type BoundStep, type Values } from './forward.ts'
import { learntOf, type Program } from './step.ts'

/** A lowered network on one backend. Values are freed right after their last use, in a fixed order made beforehand. */
export class TfjsExecutable implements Executable {
  readonly #weights = new BoundWeights()
  /** Made beforehand: `load` is timed. */
  readonly #images: readonly { readonly slot: number; readonly shape: Shape; readonly values: Learnt }[]
  readonly #inputs: { readonly slot: number; readonly tensor: tf.Tensor }[] = []
  #steps: readonly BoundStep[] = []
  #outputs: tf.Tensor[] = []

  constructor(
    private readonly program: Program,
    private readonly backend: Backend,
  ) {
    this.#images = program.inputs.map(({ slot, shape }) => {
      const values = new Learnt(elementsOf(shape), () => inputValues(shape))
      values.values()
      return { slot, shape, values }
    })
    for (const { action } of program.steps) for (const learnt of learntOf(action)) learnt.values()
  }

  get calls(): number {
    return this.program.steps.length
  }

  load(): void {
    for (const { slot, shape, values } of this.#images)
      this.#inputs.push({ slot, tensor: this.#weights.hold(values, [1, ...shape]) })
    this.#steps = bindSteps(this.program, this.#weights)
  }

  async compile(): Promise<boolean> {
    return this.backend.compileOnly(() => {
      this.run()
      this.#freeOutputs()
    })
  }

  run(): void {
    this.#forward()
  }

  observe(): PlacedKernel[] | null {
    return this.#observeSteps()?.flat() ?? null
  }

  get kernelClock(): Executable['kernelClock'] {
    return this.backend.kernelClock?.method ?? null
  }

  async timeKernels(repeats?: readonly number[]): Promise<KernelPass> {
    const clock = this.backend.kernelClock
    if (!clock) throw new RuntimeFault('error', 'This backend has no clock around single kernels.')
    if (repeats && clock.method !== 'gpu-timestamp')
      throw new RuntimeFault('error', 'This backend cannot repeat a kernel inside of its bracket.')
    if (repeats?.some((times) => !Number.isInteger(times) || times < 1))
      throw new RangeError('Kernels are repeated a whole number of times, at least once.')
    await this.backend.roundTrip()
    return clock.time(() => this.#forward(), repeats)
  }

  async visitSteps(visit: (step: StepTurn) => Promise<void>): Promise<void> {
    const kernels = this.#observeSteps()
    if (!kernels) throw new RuntimeFault('error', 'This backend does not show its kernels.')
    const counts = kernels.map((ofStep) => ofStep.length)
    const values = this.#begin()
    try {
      await visitInTurn(this.#steps, counts, values, visit, () => this.backend.roundTrip())
    } catch (error) {
      this.#abandon(values)
      throw error
    }
    this.#keepOutputs(values)
  }

  /** Runs one inference. @returns the kernels of each step; null where they are not seen */
  #observeSteps(): PlacedKernel[][] | null {
    const observer = this.backend.observer?.()
    if (!observer) return null
    const kernels: PlacedKernel[][] = []
    try {
      this.#forward(({ nodes }) => {
        kernels.push(observer.take().map((kernel) => ({ ...kernel, nodes })))
      })
    } finally {
      observer.close()
    }
    return kernels
  }

  #forward(after?: (step: BoundStep) => void): void {
    const values = this.#begin()
    try {
      for (const step of this.#steps) {
        runStep(step, values)
        after?.(step)
      }
    } catch (error) {
      this.#abandon(values)
      throw error
    }
    this.#keepOutputs(values)
  }

  /** Values of an inference that begins: its inputs. */
  #begin(): Values {
    this.#freeOutputs()
    const values: Values = new Array<tf.Tensor | undefined>(this.program.slots)
    for (const { slot, tensor } of this.#inputs) values[slot] = tensor
    return values
  }

  #keepOutputs(values: Values): void {
    this.#outputs = this.program.outputs.map((slot) => values[slot] as tf.Tensor)
  }

  /** Frees what an inference that broke off had made. */
  #abandon(values: Values): void {
    for (const value of values) if (value && !value.isDisposed && !this.#isInput(value)) value.dispose()
  }

  async sync(): Promise<void> {
    const [last] = this.#outputs
    if (last) await this.backend.sync(last)
  }

  async read(): Promise<Float32Array> {
    const parts: Float32Array[] = []
    for (const output of this.#outputs) parts.push(await this.backend.read(output))
    this.#freeOutputs()
    const [only] = parts
    if (parts.length === 1 && only) return only
    const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
    let offset = 0
    for (const part of parts) {
      whole.set(part, offset)
      offset += part.length
    }
    return whole
  }

  dispose(): void {
    this.#freeOutputs()
    this.#weights.dispose()
    this.#steps = []
    this.#inputs.length = 0
  }

  #freeOutputs(): void {
    for (const output of new Set(this.#outputs)) if (!this.#isInput(output)) output.dispose()
    this.#outputs = []
  }

  #isInput = (tensor: tf.Tensor): boolean => this.#inputs.some((input) => input.tensor === tensor)
}
