import type { Shape } from '../../architecture/graph.ts'
import { elementsOf } from '../../architecture/shapes.ts'
import { Learnt } from '../learnt.ts'
import type { PlacedKernel } from '../kernel.ts'
import { RuntimeFault, type Executable, type KernelPass } from '../runtime.ts'
import { inputValues } from '../weights.ts'
import type { Backend } from './backend.ts'
import { bind, type Call } from './bind.ts'
import { BoundWeights } from './bound-weights.ts'
import type * as tf from './engine.ts'
import { learntOf, type Program } from './step.ts'

interface BoundStep {
  readonly call: Call
  readonly inputs: readonly number[]
  readonly output: number
  /** Slots that nobody reads after this step. */
  readonly freed: readonly number[]
}

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
    const { program } = this
    for (const { slot, shape, values } of this.#images)
      this.#inputs.push({ slot, tensor: this.#weights.hold(values, [1, ...shape]) })
    const freed = slotsFreedByStep(program)
    this.#steps = program.steps.map((step, index) => ({
      call: bind(step, this.#weights),
      inputs: step.inputs,
      output: step.output,
      freed: freed[index] ?? [],
    }))
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
    const observer = this.backend.observer?.()
    if (!observer) return null
    const kernels: PlacedKernel[] = []
    try {
      this.#forward((index) => {
        const nodes = this.program.steps[index]?.nodes ?? []
        for (const kernel of observer.take()) kernels.push({ ...kernel, nodes })
      })
    } finally {
      observer.close()
    }
    return kernels
  }

  get kernelClock(): null {
    return null
  }

  async timeKernels(): Promise<KernelPass> {
    throw new RuntimeFault('error', 'This backend has no clock around single kernels.')
  }

  async visitSteps(): Promise<void> {
    throw new RuntimeFault('error', 'Steps cannot be visited yet.')
  }

  #forward(after?: (step: number) => void): void {
    this.#freeOutputs()
    const values = new Array<tf.Tensor | undefined>(this.program.slots)
    for (const { slot, tensor } of this.#inputs) values[slot] = tensor
    for (const [index, { call, inputs, output, freed }] of this.#steps.entries()) {
      values[output] = call(inputs.map((slot) => values[slot] as tf.Tensor))
      for (const slot of freed) values[slot]?.dispose()
      after?.(index)
    }
    this.#outputs = this.program.outputs.map((slot) => values[slot] as tf.Tensor)
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

/** For each step the slots whose last reader it is. Inputs and outputs of the network are never freed by a step. */
function slotsFreedByStep({ steps, inputs, outputs }: Program): number[][] {
  const lastUse = new Map<number, number>()
  steps.forEach((step, index) => {
    for (const slot of [...step.inputs, step.output]) lastUse.set(slot, index)
  })
  for (const slot of [...outputs, ...inputs.map((input) => input.slot)]) lastUse.delete(slot)
  const freed: number[][] = steps.map(() => [])
  for (const [slot, index] of lastUse) freed[index]?.push(slot)
  return freed
}
